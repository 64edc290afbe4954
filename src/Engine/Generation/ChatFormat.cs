namespace Teleo.Engine.Generation;

/// <summary>
/// The conversation format of a family of models. Model files have a template in their own language; its markers identify one of the few
/// known formats. A model without a known format gets plain text.
/// </summary>
public sealed record ChatFormat
{
    public static readonly ChatFormat Plain = new("plain", "", "", "", "");

    private static readonly ChatFormat[] Known =
    [
        new("chatml", "<|im_start|>", "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>\n"),
        new(
            "llama3", "<|start_header_id|>",
            "<|start_header_id|>user<|end_header_id|>\n\n",
            "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
            "<|eot_id|>"),
        new("phi3", "<|assistant|>", "<|user|>\n", "<|end|>\n<|assistant|>\n", "<|end|>\n"),
        new("gemma", "<start_of_turn>", "<start_of_turn>user\n", "<end_of_turn>\n<start_of_turn>model\n", "<end_of_turn>\n"),
        new("llama2", "[INST]", "[INST] ", " [/INST]", " "),
    ];

    private readonly string _mark, _beforeUser, _beforeAnswer, _afterAnswer;

    private ChatFormat(string name, string mark, string beforeUser, string beforeAnswer, string afterAnswer) =>
        (Name, _mark, _beforeUser, _beforeAnswer, _afterAnswer) = (name, mark, beforeUser, beforeAnswer, afterAnswer);

    public string Name { get; }

    /// <summary>The format that a template writes; plain where there is no template or an unknown one.</summary>
    public static ChatFormat Of(string? template) =>
        Known.FirstOrDefault(format => template?.Contains(format._mark, StringComparison.Ordinal) == true) ?? Plain;

    /// <summary>Returns the conversation with a new message, up to the start of the model's answer.</summary>
    public string Ask(string history, string said) => history + _beforeUser + said + _beforeAnswer;

    /// <summary>Returns the conversation after the answer.</summary>
    public string Answered(string asked, string answer) => asked + answer + _afterAnswer;
}
