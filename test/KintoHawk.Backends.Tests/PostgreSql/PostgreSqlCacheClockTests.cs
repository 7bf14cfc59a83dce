using KintoHawk.Backends.Tests.Specs;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>With a clock of ours: to the millisecond.</summary>
public sealed class PostgreSqlCacheClockTests() : CacheSpec(new PostgreSqlCacheHome(new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))));
