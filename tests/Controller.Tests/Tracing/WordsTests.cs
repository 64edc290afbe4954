using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Tracing;

public class WordsTests
{
    /// <summary>A load that found no room is a failure and pressure at once; whatever happens together reads back.</summary>
    [Fact]
    public void Every_combination_of_events_reads_back_as_it_was_written()
    {
        for (int i = 0; i < 256; i++)
        {
            using var text = new MemoryStream();
            using (var json = new Utf8JsonWriter(text)) json.WriteStringValue(EnumNames<PolicyEvents>.Of((PolicyEvents)i));
            var reader = new Utf8JsonReader(text.ToArray());
            reader.Read();
            Assert.True(EnumNames<PolicyEvents>.TryParse(ref reader, out var read), $"{(PolicyEvents)i}");
            Assert.Equal((PolicyEvents)i, read);
        }
    }
}
