using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Server.Resources;

namespace KintoHawk.Server.Tests.LongLists;

public sealed class PageEndTests
{
    [Theory]
    [InlineData(3, 2, 2, null)]
    [InlineData(3, 3, 3, null)]
    [InlineData(3, 4, 3, "r3")]
    [InlineData(1, 2, 1, "r1")]
    [InlineData(3, 0, 0, null)]
    [InlineData(0, 1, 0, null)]
    public void One_row_more_than_the_page_holds_tells_of_a_next_page(int limit, int rows, int count, string? last)
    {
        var end = new PageEnd(limit);
        var taken = Enumerable.Range(1, rows).Count(number => end.Takes(new StoredObject($"r{number}", number, "{}"u8.ToArray())));

        Assert.Equal((count, count, rows, last), (taken, end.Count, end.Fetched, end.Last?.Id));
    }

    [Fact]
    public void The_last_row_of_a_page_outlives_the_bytes_it_came_in()
    {
        var end = new PageEnd(1);
        var bytes = "{\"n\":1}"u8.ToArray();
        end.Takes(new StoredObject("r1", 1, bytes));
        "{\"n\":2}"u8.CopyTo(bytes);
        end.Takes(new StoredObject("r2", 2, bytes));

        Assert.Equal("{\"n\":1}", Encoding.UTF8.GetString(end.Last!.Data.Span));
    }
}
