using System.IO.Compression;
using System.Text;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hawk.AspNetCore.Tests;

/// <summary>A body that someone has read before the request is authenticated cannot be vouched for, and passes for no other.</summary>
public sealed class EarlyReaderTests
{
    const string FormType = "Content-Type: application/x-www-form-urlencoded";

    static readonly byte[] Form = "amount=1000000"u8.ToArray();

    public static TheoryData<string> Readers => ["method override", "form", "raw", "part", "buffered late"];

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_body_read_before_authentication_is_refused_and_said_so(string reader)
    {
        await using var app = await StartAsync(reader);

        var chunked = await app.SendAsync(app.Sign("POST", "/t"), body: Chunks.Of(Form), fields: [Chunks.Field, FormType]);
        var emptySigned = await app.SendAsync(
            app.Sign("POST", "/t", [], "application/x-www-form-urlencoded"), body: Form, fields: FormType);
        var emptySignedChunked = await app.SendAsync(
            app.Sign("POST", "/t", [], "application/x-www-form-urlencoded"), body: Chunks.Of(Form), fields: [Chunks.Field, FormType]);

        Assert.Equal((401, "Hawk error=\"Missing required payload hash\""), (chunked.Status, chunked.Challenge));
        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (emptySigned.Status, emptySigned.Challenge));
        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (emptySignedChunked.Status, emptySignedChunked.Challenge));
        Assert.Equal([22, 16, 22, 17, 22, 17], app.Log.HawkEvents);
        Assert.Empty(app.Nonces.Recorded);
    }

    [Fact]
    public async Task A_form_read_from_a_buffered_body_is_verified_with_it()
    {
        await using var app = await StartAsync("buffered first");

        var right = await app.SendAsync(app.Sign("POST", "/t", Form, "application/x-www-form-urlencoded"), body: Form, fields: FormType);
        var wrong = await app.SendAsync(app.Sign("POST", "/t", [], "application/x-www-form-urlencoded"), body: Form, fields: FormType);

        Assert.Equal((200, "1000000"), (right.Status, Encoding.ASCII.GetString(right.Body)));
        Assert.Equal(401, wrong.Status);
    }

    [Fact]
    public async Task A_body_that_is_unpacked_before_authentication_is_verified_unpacked()
    {
        await using var app = await TestApp.StartAsync(
            first: static application => application.UseRequestDecompression(), services: static services => services.AddRequestDecompression());
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync("hi"u8.ToArray(), TestContext.Current.CancellationToken);

        var whole = await app.SendAsync(app.Sign("PUT", "/r", "hi"u8.ToArray()), body: packed.ToArray(), fields: "Content-Encoding: gzip");

        Assert.Equal((200, "hi"), (whole.Status, Encoding.ASCII.GetString(whole.Body)));
    }

    static Task<TestApp> StartAsync(string reader) => TestApp.StartAsync(
        handler: static async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            await context.Response.WriteAsync(form["amount"].ToString(), context.RequestAborted);
        },
        first: application =>
        {
            if (reader is "method override")
                application.UseHttpMethodOverride(new HttpMethodOverrideOptions { FormFieldName = "_method" });
            else
                application.Use((context, next) => ReadAsync(context, next, reader));
        });

    static async Task ReadAsync(HttpContext context, RequestDelegate next, string reader)
    {
        if (reader is "buffered first")
            context.Request.EnableBuffering();
        if (reader is "raw")
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        else if (reader is "part")
            await context.Request.Body.ReadExactlyAsync(new byte[3], context.RequestAborted);
        else
            await context.Request.ReadFormAsync(context.RequestAborted);
        if (reader is "buffered late")
            context.Request.EnableBuffering();
        await next(context);
    }
}
