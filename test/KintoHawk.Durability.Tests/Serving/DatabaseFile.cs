using SQLitePCL;

namespace KintoHawk.Durability.Tests.Serving;

/// <summary>SQLite's own verdict on a database file.</summary>
static class DatabaseFile
{
    static DatabaseFile() => Batteries_V2.Init();

    /// <summary>What <c>PRAGMA integrity_check</c> says: <c>ok</c>, or a line for each defect.</summary>
    public static string CheckIntegrity(string path)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(path, out var database, raw.SQLITE_OPEN_READWRITE, null));
        using (database)
        {
            raw.sqlite3_busy_timeout(database, 10_000);
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(database, "PRAGMA integrity_check", out var statement));
            using (statement)
            {
                var lines = new List<string>();
                int code;
                while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                    lines.Add(raw.sqlite3_column_text(statement, 0).utf8_to_string());
                Assert.Equal(raw.SQLITE_DONE, code);
                return string.Join('\n', lines);
            }
        }
    }
}
