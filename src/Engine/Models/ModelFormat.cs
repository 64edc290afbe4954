namespace Teleo.Engine.Models;

/// <summary>The file formats of models.</summary>
public enum ModelFormat
{
    Gguf,
    Slm,

    /// <summary>The <c>.bin</c> of llama2.c, with its vocabulary in a separate file.</summary>
    Llama2C,
}
