using KintoHawk.PostgreSql.Objects;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class ShownTimeTests
{
    static readonly long[] _stored =
    [
        0, 1, 499, 500, 501, 999, 1000, 1499, 1500, -1, -499, -500, -501, -1000, 820_454_400_123_456, 820_454_400_123_500, 820_454_400_123_499,
        -946_684_800_000_000, -946_684_799_999_501, -946_684_799_999_500, -946_684_800_000_499, -946_684_800_000_500, -946_684_800_000_501, -946_684_800_001_500,
        9_000_000_000_000_000, -211_813_488_000_000_000, 9_223_371_331_199_999_999,
    ];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timestamp_is_shown_as_the_function_of_the_database_rounds_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        foreach (var stored in _stored)
        {
            var shown = await database.AskAsync(async session =>
            {
                await using var command = new NpgsqlCommand("SELECT as_epoch($1)", session.Objects);
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = stored, NpgsqlDbType = NpgsqlDbType.Timestamp });
                return (long)(await command.ExecuteScalarAsync(Token))!;
            });

            Assert.Equal((stored, shown), (stored, ShownTime.Of(stored)));
        }
    }

    [Fact]
    public void The_first_moment_shown_as_something_is_the_first()
    {
        foreach (var shown in _stored.Select(ShownTime.Of).Concat([-1, 0, 1, 2]).Where(static shown => shown is > -210_866_803_200_000 and < 9_224_318_016_000_000))
        {
            Assert.Equal(shown, ShownTime.Of(ShownTime.FirstAt(shown)));
            Assert.Equal(shown - 1, ShownTime.Of(ShownTime.FirstAt(shown) - 1));
            Assert.Equal(ShownTime.FirstAt(shown + 1), ShownTime.FirstAfter(shown));
        }
    }

    [Theory]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(9_224_318_016_000_000, long.MaxValue)]
    [InlineData(-210_866_803_200_001, long.MinValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void What_no_column_can_hold_is_beyond_all_of_them(long shown, long stored) => Assert.Equal(stored, ShownTime.FirstAt(shown));

    [Fact]
    public void Nothing_is_later_than_the_end_of_time() => Assert.Equal(long.MaxValue, ShownTime.FirstAfter(long.MaxValue));
}
