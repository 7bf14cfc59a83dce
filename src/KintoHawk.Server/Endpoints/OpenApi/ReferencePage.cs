using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace KintoHawk.Server.Endpoints.OpenApi;

/// <summary>The OpenAPI document as a page: one file, no scripts, nothing fetched from elsewhere. Written once.</summary>
sealed class ReferencePage
{
    static readonly string[] _methods = ["get", "head", "post", "put", "patch", "delete"];

    readonly StringBuilder _html = new(200_000);
    readonly JsonObject _document;

    public ReferencePage(JsonObject document)
    {
        _document = document;
        using var file = new StreamReader(typeof(ReferencePage).Assembly.GetManifestResourceStream("OpenApi.page.css")!, Encoding.UTF8);
        var style = file.ReadToEnd();
        // The page brings its style with it, so the policy names that and nothing else.
        SecurityPolicy = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        Write(style);
        Html = Encoding.UTF8.GetBytes(_html.ToString());
    }

    public ReadOnlyMemory<byte> Html { get; }

    public string SecurityPolicy { get; }

    void Write(string style)
    {
        var info = _document["info"]!;
        var title = $"{TextOf(info["title"])} HTTP API {TextOf(info["version"])}";
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
            .Append(Encoded(title)).Append("</title>\n<style>").Append(style).Append("</style>\n</head>\n<body>\n");
        WriteContents();
        _html.Append("<main>\n<header>\n<h1>").Append(Encoded(title)).Append("</h1>\n");
        foreach (var paragraph in TextOf(info["description"]).Split("\n\n"))
            Paragraph(paragraph);
        _html.Append("<p>For programs: <a href=\"openapi.json\">OpenAPI 3.1</a>, <a href=\"../__api__\">Swagger 2.0</a>.</p>\n</header>\n");
        foreach (var tag in _document["tags"]!.AsArray())
            WriteTag(tag!);
        WriteSchemas();
        _html.Append("</main>\n</body>\n</html>\n");
    }

    void WriteContents()
    {
        _html.Append("<nav aria-label=\"Contents\">\n");
        foreach (var tag in _document["tags"]!.AsArray())
        {
            var name = TextOf(tag!["name"]);
            _html.Append("<h2><a href=\"#").Append(AnchorOf(name)).Append("\">").Append(Encoded(name)).Append("</a></h2>\n<ul>\n");
            foreach (var (_, _, operation) in Operations(name))
                _html.Append("<li><a href=\"#").Append(Encoded(TextOf(operation["operationId"]))).Append("\">").Append(Encoded(TextOf(operation["summary"]))).Append("</a></li>\n");
            _html.Append("</ul>\n");
        }

        _html.Append("<h2><a href=\"#schemas\">Schemas</a></h2>\n</nav>\n");
    }

    void WriteTag(JsonNode tag)
    {
        var name = TextOf(tag["name"]);
        _html.Append("<section>\n<h2 id=\"").Append(AnchorOf(name)).Append("\">").Append(Encoded(name)).Append("</h2>\n");
        Paragraph(TextOf(tag["description"]));
        foreach (var (path, method, operation) in Operations(name))
            WriteOperation(path, method, operation);
        _html.Append("</section>\n");
    }

    void WriteOperation(string path, string method, JsonObject operation)
    {
        _html.Append("<article id=\"").Append(Encoded(TextOf(operation["operationId"]))).Append("\">\n<h3>").Append(Encoded(TextOf(operation["summary"])))
            .Append("</h3>\n<p class=\"line\"><span class=\"method ").Append(method).Append("\">").Append(method.ToUpperInvariant()).Append("</span> <code>")
            .Append(Encoded(path)).Append("</code></p>\n");
        if (operation["description"] is { } description)
            Paragraph(TextOf(description));
        var parameters = (_document["paths"]![path]!["parameters"]?.AsArray() ?? []).Concat(operation["parameters"]?.AsArray() ?? []).Select(Resolve).ToArray();
        if (parameters.Length > 0)
        {
            Table("Parameters", ["Name", "In", "Type", "Meaning"], parameters.Select(parameter => (string[])
            [
                Code(TextOf(parameter["name"])) + (parameter["required"]?.GetValue<bool>() is true ? " <em>required</em>" : ""),
                Encoded(TextOf(parameter["in"])),
                SchemaText.TypeOf(parameter["schema"]),
                Marked(TextOf(parameter["description"])),
            ]));
        }

        if (operation["requestBody"]?["content"] is JsonObject content)
            Table("Body", ["Media type", "Schema"], content.Select(static media => (string[])[Code(media.Key), SchemaText.TypeOf(media.Value!["schema"])]));
        Table("Answers", ["Status", "Meaning", "Body", "Headers"], operation["responses"]!.AsObject().Select(answer =>
        {
            var response = Resolve(answer.Value);
            return (string[])
            [
                Encoded(answer.Key),
                Marked(TextOf(response["description"])),
                string.Join("<br>", response["content"]?.AsObject().Select(static media => SchemaText.TypeOf(media.Value!["schema"])) ?? []),
                string.Join(", ", response["headers"]?.AsObject().Select(static header => Code(header.Key)) ?? []),
            ];
        }));
        _html.Append("</article>\n");
    }

    void WriteSchemas()
    {
        _html.Append("<section>\n<h2 id=\"schemas\">Schemas</h2>\n");
        foreach (var (name, schema) in _document["components"]!["schemas"]!.AsObject())
        {
            _html.Append("<article id=\"schema-").Append(Encoded(name)).Append("\">\n<h3>").Append(Encoded(name)).Append("</h3>\n");
            if (schema!["description"] is { } description)
                Paragraph(TextOf(description));
            if (schema["properties"] is JsonObject { Count: > 0 } properties)
            {
                var required = schema["required"]?.AsArray().Select(TextOf).ToArray() ?? [];
                Table(null, ["Member", "Type", "Meaning"], properties.Select(property => (string[])
                [
                    Code(property.Key) + (required.Contains(property.Key, StringComparer.Ordinal) ? " <em>required</em>" : ""),
                    SchemaText.TypeOf(property.Value),
                    property.Value is JsonObject member ? Marked(TextOf(member["description"])) : "",
                ]));
            }
            else
            {
                _html.Append("<p>").Append(SchemaText.TypeOf(schema)).Append("</p>\n");
            }

            _html.Append("</article>\n");
        }

        _html.Append("</section>\n");
    }

    IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(string tag)
    {
        foreach (var (path, item) in _document["paths"]!.AsObject())
            foreach (var method in _methods)
                if (item![method] is JsonObject operation && operation["tags"]!.AsArray().Any(one => TextOf(one) == tag))
                    yield return (path, method, operation);
    }

    /// <summary>What a reference within the document points to; anything else as it is.</summary>
    JsonObject Resolve(JsonNode? node)
    {
        if (node!["$ref"] is not { } reference)
            return node.AsObject();
        var target = (JsonNode)_document;
        foreach (var step in TextOf(reference).Split('/').Skip(1))
            target = target[step]!;
        return target.AsObject();
    }

    void Table(string? caption, string[] heads, IEnumerable<string[]> rows)
    {
        _html.Append("<div class=\"table\"><table>\n");
        if (caption is not null)
            _html.Append("<caption>").Append(caption).Append("</caption>\n");
        _html.Append("<thead><tr>").AppendJoin("", heads.Select(static head => $"<th scope=\"col\">{head}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
            _html.Append("<tr>").AppendJoin("", row.Select(static cell => $"<td>{cell}</td>")).Append("</tr>\n");
        _html.Append("</tbody>\n</table></div>\n");
    }

    void Paragraph(string text) => _html.Append("<p>").Append(Marked(text)).Append("</p>\n");

    static string AnchorOf(string tag) => "tag-" + tag.ToLowerInvariant().Replace(' ', '-');

    static string TextOf(JsonNode? node) => node?.GetValue<string>() ?? "";

    static string Code(string text) => $"<code>{Encoded(text)}</code>";

    static string Encoded(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The text with what stands between backticks as code.</summary>
    static string Marked(string text) =>
        string.Concat(text.Split('`').Select(static (part, index) => index % 2 == 1 ? Code(part) : Encoded(part)));
}
