using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hawk.Interop.Tests.Server;

/// <summary>A certificate for this run, which nobody trusts and the clients here do not ask about.</summary>
sealed class SelfSigned : IDisposable
{
    public SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        KeyPem = key.ExportPkcs8PrivateKeyPem();
        CertificatePem = Certificate.ExportCertificatePem();
    }

    public X509Certificate2 Certificate { get; }

    public string KeyPem { get; }

    public string CertificatePem { get; }

    public void Dispose() => Certificate.Dispose();
}
