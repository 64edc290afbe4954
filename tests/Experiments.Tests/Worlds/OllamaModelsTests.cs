using Teleo.Engine.Input;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Worlds;

public sealed class OllamaModelsTests
{
    private const string List = """
        NAME                       ID              SIZE      MODIFIED
        llama3.1:8b                46e0c10c039e    4.9 GB    2 days ago
        nomic-embed-text:latest    0a109f422b47    274 MB    3 weeks ago
        """;

    private const string Tags = """
        {"models":[
          {"name":"llama3.1:8b","model":"llama3.1:8b","modified_at":"2026-01-05T08:00:00Z","size":4920753328,"digest":"46e0",
           "details":{"format":"gguf","family":"llama","families":["llama"],"parameter_size":"8.0B","quantization_level":"Q4_K_M"}},
          {"name":"llama3.1:8b-instruct-q8_0","size":8540770544,
           "details":{"family":"llama","parameter_size":"8.0B","quantization_level":"Q8_0"}}
        ]}
        """;

    private const string Show = """
        {"details":{"family":"llama"},"model_info":{
         "general.architecture":"llama","llama.attention.head_count":32,"llama.attention.head_count_kv":8,
         "llama.block_count":32,"llama.context_length":131072,"llama.embedding_length":4096,"tokenizer.ggml.tokens":null}}
        """;

    [Fact]
    public void The_text_of_ollama_list_gives_names_and_sizes() => Assert.Equal(
        [("llama3.1:8b", 4_900_000_000), ("nomic-embed-text:latest", 274_000_000)],
        OllamaModels.Read(List, "list").Select(model => (model.Name, model.Bytes)));

    [Fact]
    public void The_answer_of_tags_gives_exact_sizes_families_and_precisions() => Assert.Equal(
        [("llama3.1:8b", 4_920_753_328, "llama 8.0B", "q4_k_m"), ("llama3.1:8b-instruct-q8_0", 8_540_770_544, "llama 8.0B", "q8_0")],
        OllamaModels.Read(Tags, "tags").Select(model => (model.Name, model.Bytes, model.Family, model.Variant)));

    [Fact]
    public void The_answer_of_show_gives_the_bytes_of_keys_and_values()
    {
        var model = OllamaModels.WithDetails(OllamaModels.Read(Tags, "tags")[0], Show, 4096, "show");
        Assert.Equal((2 * 32 * 8 * 128 * 2.0, 4096L), (model.KvBytesPerToken, model.ContextTokens));
    }

    [Fact]
    public void Facts_that_are_not_there_are_left_open() =>
        Assert.Null(OllamaModels.WithDetails(
            OllamaModels.Read(Tags, "tags")[0], """{"model_info":{"llama.block_count":32}}""", 4096, "show").KvBytesPerToken);

    [Theory]
    [InlineData("")]
    [InlineData("NAME ID SIZE MODIFIED\n")]
    [InlineData("llama 46e0 huge 2 days ago\n")]
    [InlineData("llama 46e0 0 GB 2 days ago\n")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"models":[]}""")]
    [InlineData("""{"models":[{"name":"a"}]}""")]
    [InlineData("""{"models":[{"name":"a","size":-1}]}""")]
    public void What_no_server_says_is_refused(string text) =>
        Assert.Equal("BadOllama", Assert.Throws<InputException>(() => OllamaModels.Read(text, "list")).Code);
}
