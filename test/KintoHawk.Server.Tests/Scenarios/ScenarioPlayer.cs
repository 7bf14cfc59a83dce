using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KintoHawk.Server.Tests.OpenApi;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>Plays a scenario against a server, each time with names that nobody else uses.</summary>
sealed class ScenarioPlayer(RunningServer server, bool signs, SecretsSeen secrets)
{
    readonly StepSender _sender = new(server, signs, secrets);

    /// <summary>Plays all steps until one fails.</summary>
    /// <returns>What failed, to be shown to people; null when nothing did.</returns>
    public async Task<string?> PlayAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var variables = Standard();
        foreach (var (name, value) in scenario.Variables)
            variables.Set(name, variables.Fill(value));
        for (var i = 0; i < scenario.Steps.Count; i++)
        {
            if (scenario.Steps[i].Account is { } account)
            {
                var filled = variables.Fill(account);
                secrets.AddPasswords(filled);
                await server.AddAccountAsync(filled, cancellationToken);
                continue;
            }

            variables.Set("now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            var step = Fill(scenario.Steps[i], variables);
            secrets.AddPasswords(step.Body);
            var (reply, badSignature) = await _sender.SendAsync(step, cancellationToken);
            var differences = Expectation.Differences(step.Expect is null ? null : variables.Fill(step.Expect.Value), reply, step.Method);
            if (DescribedAnswers.Difference(step.Method, step.Path, reply) is { } undescribed)
                differences.Add(undescribed);
            if (badSignature is not null)
                differences.Add(badSignature);
            if (differences.Count == 0 && step.Save is { } save)
                Save(save, reply, variables, differences);
            if (differences.Count > 0)
                return Describe(scenario, i, step, reply, differences);
        }

        return null;
    }

    Variables Standard()
    {
        var unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
        var variables = new Variables();
        variables.Set("unique", unique);
        variables.Set("bucket", "b" + unique);
        variables.Set("name", "user-" + unique);
        variables.Set("uri", $"/buckets/b{unique}");
        variables.Set("b", $"/v1/buckets/b{unique}");
        variables.Set("c", $"/v1/buckets/b{unique}/collections/c");
        variables.Set("r", $"/v1/buckets/b{unique}/collections/c/records");
        variables.Set("g", $"/v1/buckets/b{unique}/groups");
        variables.Set("origin", server.Address.GetLeftPart(UriPartial.Authority));
        variables.Set("host", server.Address.Authority);
        foreach (var user in RunningServer.Users)
        {
            variables.Set(user, "account:" + user);
            variables.Set("basic_" + user, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{server.Password}")));
        }

        return variables;
    }

    static ScenarioStep Fill(ScenarioStep step, Variables variables) => step with
    {
        As = variables.Fill(step.As),
        Path = variables.Fill(step.Path),
        Headers = step.Headers is { } headers ? variables.Fill(headers) : null,
        Body = step.Body is { } body ? variables.Fill(body) : null,
        RawBody = step.RawBody is { } raw ? variables.Fill(raw) : null,
    };

    /// <summary>Finds values by <c>body.data.id</c>, <c>header.ETag</c> or <c>text</c>, each with an optional regular expression after a blank.</summary>
    static void Save(JsonElement save, Reply reply, Variables variables, List<string> differences)
    {
        foreach (var variable in save.EnumerateObject())
        {
            var source = variable.Value.GetString()!;
            var blank = source.IndexOf(' ', StringComparison.Ordinal);
            var where = blank < 0 ? source : source[..blank];
            if (Find(where, reply) is not { } value)
            {
                differences.Add($"{where}: expected something to save as '{variable.Name}', was absent");
            }
            else if (blank < 0)
            {
                variables[variable.Name] = value;
            }
            else
            {
                var match = Regex.Match(value.ToString(), source[(blank + 2)..^1], RegexOptions.None, TimeSpan.FromSeconds(1));
                if (match.Success)
                    variables.Set(variable.Name, match.Groups[1].Value);
                else
                    differences.Add($"{where}: expected {source[(blank + 1)..]}, was {value.GetRawText()}");
            }
        }
    }

    static JsonElement? Find(string where, Reply reply)
    {
        var parts = where.Split('.');
        if (parts[0] is "header" or "text")
            return (parts[0] == "text" ? reply.Text : reply.Header(parts[1])) is { } text ? Quote(text) : null;
        var value = reply.Json;
        foreach (var part in parts.Skip(1))
        {
            value = value switch
            {
                { ValueKind: JsonValueKind.Array } array when int.TryParse(part, CultureInfo.InvariantCulture, out var index) && index < array.GetArrayLength() => array[index],
                { ValueKind: JsonValueKind.Object } json when json.TryGetProperty(part, out var member) => member,
                _ => null,
            };
        }

        return value;
    }

    static JsonElement Quote(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");

    static string Describe(Scenario scenario, int index, ScenarioStep step, Reply reply, List<string> differences)
    {
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"{scenario}");
        report.AppendLine(CultureInfo.InvariantCulture, $"step {index + 1}: {step.Method} {step.Path} as {step.As.Split(':')[0]} {step.Headers?.GetRawText()}");
        if ((step.RawBody ?? step.Body?.GetRawText()) is { } sent)
            report.AppendLine(CultureInfo.InvariantCulture, $"  sent: {sent}");
        foreach (var difference in differences)
            report.AppendLine(CultureInfo.InvariantCulture, $"  - {difference}");
        report.Append(CultureInfo.InvariantCulture, $"  got: {reply.Status} {(reply.Text.Length > 1500 ? reply.Text[..1500] + "…" : reply.Text)}");
        return report.ToString();
    }
}
