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
