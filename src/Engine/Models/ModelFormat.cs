namespace Teleo.Engine.Models;

/// <summary>The file formats models come in.</summary>
public enum ModelFormat
{
    Gguf,
    Slm,

    /// <summary>The <c>.bin</c> of llama2.c, with its vocabulary in a file of its own.</summary>
    Llama2C,
}
