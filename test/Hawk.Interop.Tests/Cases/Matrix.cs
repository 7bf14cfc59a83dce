namespace Hawk.Interop.Tests;

/// <summary>The rows of the theories: the same in both directions.</summary>
static class Matrix
{
    static readonly string[] _methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT"];
    static readonly string[] _methodsWithBody = ["POST", "PUT", "PATCH", "DELETE", "GET"];
    static readonly string[] _algorithms = ["sha256", "sha1"];

    /// <summary>Every method with every target and algorithm.</summary>
    public static TheoryData<string, string, string> Requests
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var method in _methods)
            {
                foreach (var target in Targets.Raw.Keys)
                {
                    foreach (var algorithm in _algorithms)
                        rows.Add(method, target, algorithm);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string, string> WrittenUrls
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var target in Targets.Written.Keys)
            {
                foreach (var method in (ReadOnlySpan<string>)["GET", "POST"])
                    rows.Add(method, target);
            }

            return rows;
        }
    }

    /// <summary>Every target a link can have, with both methods that open one and both algorithms.</summary>
    public static TheoryData<string, string, string> Links
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (name, target) in Targets.Raw)
            {
                // A link has a limit that other requests do not have.
                if (target.Length > 3800)
                    continue;
                foreach (var algorithm in _algorithms)
                {
                    rows.Add("GET", name, algorithm);
                    rows.Add("HEAD", name, algorithm);
                }
            }

            return rows;
        }
    }

    /// <summary>Every body with every method that may have one, both algorithms, of known length and in chunks.</summary>
    public static TheoryData<string, string, string, bool> Bodies
    {
        get
        {
            var rows = new TheoryData<string, string, string, bool>();
            foreach (var body in Body.ByName.Keys)
            {
                foreach (var method in _methodsWithBody)
                {
                    foreach (var algorithm in _algorithms)
                        rows.Add(method, body, algorithm, method == "PUT");
                }
            }

            return rows;
        }
    }

    /// <summary>The optional attributes, alone and together, with and without a body.</summary>
    public static TheoryData<string?, string?, string?, bool, string> Attributes
    {
        get
        {
            var rows = new TheoryData<string?, string?, string?, bool, string>();
            foreach (var (ext, app, dlg) in (ReadOnlySpan<(string?, string?, string?)>)
                [
                    (null, null, null),
                    ("some-app-data", null, null),
                    ("a='b', mac='c', ts=1", null, null),
                    (" !#$%&'()*+,-./:;<=>?@[]^_`{|}~", null, null),
                    (null, "app-1", null),
                    (null, "app-1", "dlg-1"),
                    (null, null, "dlg-alone"),
                    ("ext", "app, 1", "dlg = 1"),
                    (new string('e', 3000), null, null),
                ])
            {
                foreach (var algorithm in _algorithms)
                {
                    rows.Add(ext, app, dlg, false, algorithm);
                    rows.Add(ext, app, dlg, true, algorithm);
                }
            }

            return rows;
        }
    }

    /// <summary>What an application may say in a link or a response.</summary>
    public static TheoryData<string> Exts => ["", "some-app-data", "a='b', c", " !#$%&'()*+,-./:;<=>?@[]^_`{|}~", new string('e', 2000)];

    /// <summary>Messages by host, port and text.</summary>
    public static TheoryData<string, int, string, string> Messages
    {
        get
        {
            var rows = new TheoryData<string, int, string, string>();
            foreach (var text in (ReadOnlySpan<string>)["some message", "", "Grüße, 日本語 🔑", "{\"a\":\"b\"}\r\n", new string('x', 100_000)])
            {
                foreach (var (host, port) in (ReadOnlySpan<(string, int)>)[("example.com", 8000), ("EXAMPLE.com", 443), ("127.0.0.1", 1), ("::1", 65535)])
                {
                    foreach (var algorithm in _algorithms)
                        rows.Add(host, port, text, algorithm);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string> Keys => [.. Key.All.Select(static key => key.Id)];

    /// <summary>Every body as the answer to a request, with both algorithms and several status codes.</summary>
    public static TheoryData<string, string, int> Responses
    {
        get
        {
            var rows = new TheoryData<string, string, int>();
            foreach (var body in Body.ByName.Keys)
            {
                foreach (var algorithm in _algorithms)
                {
                    foreach (var status in (ReadOnlySpan<int>)[200, 201, 404, 503])
                        rows.Add(body, algorithm, status);
                }
            }

            return rows;
        }
    }
}
