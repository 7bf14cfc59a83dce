using KintoHawk.Server.Logging;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Logging;

/// <summary>Logs as the settings say.</summary>
public static class KintoHawkLoggingExtensions
{
    /// <summary>
    /// Logs to standard error or standard output as the logging sections of the settings file say; without them to standard error, in one line per
    /// event, from Information up.
    /// </summary>
    /// <param name="logging">The logging of the application.</param>
    /// <param name="options">The settings.</param>
    /// <param name="level">The least level that is logged, whatever the sections say; null leaves it to them. Bodies are never logged by this.</param>
    /// <returns>The same logging.</returns>
    public static ILoggingBuilder AddKintoHawk(this ILoggingBuilder logging, KintoHawkOptions options, LogLevel? level = null)
    {
        ArgumentNullException.ThrowIfNull(logging);
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Logging ?? LoggingSettings.WithoutSections;
        if (level is { } least)
            settings = settings.WithLevel(LogLevels.Of(least));
        // The sections decide what is too little.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.Services.AddSingleton<ILoggerProvider>(provider =>
            new SectionLoggerProvider(settings, options.ProjectName, provider.GetService<TimeProvider>() ?? TimeProvider.System, Open));
        return logging;
    }

    static (Stream Output, bool IsTerminal) Open(LogStream stream)
    {
        var mayColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return stream is LogStream.StandardOutput
            ? (System.Console.OpenStandardOutput(), mayColor && !System.Console.IsOutputRedirected)
            : (System.Console.OpenStandardError(), mayColor && !System.Console.IsErrorRedirected);
    }
}
