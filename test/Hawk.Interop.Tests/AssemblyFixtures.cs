using Hawk.Interop.Tests.Reference;

[assembly: AssemblyFixture(typeof(ReferencePackage))]
