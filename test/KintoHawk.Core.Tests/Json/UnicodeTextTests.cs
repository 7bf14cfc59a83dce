using KintoHawk.Core.Json;

namespace KintoHawk.Core.Tests.Json;

public class UnicodeTextTests
{
    // Not as arguments of the test: an attribute keeps its texts in UTF-8, and half of a pair would become another character there.
    [Fact]
    public void Only_a_text_whose_surrogates_are_paired_is_well_formed()
    {
        string[] wellFormed = ["", "plain", "a \ud83d\ude00 b \ud83d\ude00", "\ud7ff\ue000"];
        string[] broken = ["\ud83d", "\ude00", "\ud83d and more", "\ude00\ud83d", "\ud83d\ude00\ude00", "\ud83d\ud83d\ude00"];

        Assert.All(wellFormed, static text => Assert.True(UnicodeText.IsWellFormed(text)));
        Assert.All(broken, static text => Assert.False(UnicodeText.IsWellFormed(text)));
    }
}
