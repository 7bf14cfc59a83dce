using KintoHawk.Server.Api;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary><c>/contribute.json</c>: what this program is and how to take part in it (kinto-api §19).</summary>
sealed class Contribute(KintoHawkOptions options)
{
    public ApiRoute Route => new() { Name = "contribute.json", Pattern = "/contribute.json", IgnoresCaller = true, Handlers = [new("GET", Get), new("HEAD", Get)] };

    ValueTask<ApiResponse> Get(ApiRequest request) => new(new ApiResponse(StatusCodes.Status200OK, output => Write(new WireWriter(output))));

    void Write(WireWriter json) => json.StartObject()
        .Name("name").String("KintoHawk")
        .Name("description").String("A JSON storage and synchronisation server that speaks the HTTP API of Kinto, with accounts and Hawk sessions built in.")
        .Name("repository").StartObject()
        .Name("url").String(Product.RepositoryUrl ?? options.ProjectDocs)
        .Name("license").String("Apache-2.0")
        .Name("tests").String("./test.sh")
        .EndObject()
        .Name("participate").StartObject()
        .Name("home").String(Product.RepositoryUrl ?? options.ProjectDocs)
        .Name("docs").String(options.ProjectDocs)
        .Name("irc").String("")
        .Name("irc-contacts").StartArray().EndArray()
        .EndObject()
        .Name("bugs").StartObject()
        .Name("list").String(options.ErrorInfoLink)
        .Name("report").String(options.ErrorInfoLink)
        .EndObject()
        .Name("keywords").Strings(["JSON", "C#", ".NET", "Kinto", "Hawk", "REST", "API", "Database"])
        .EndObject();
}
