namespace Teleo.Vision.Tensors;

/// <summary>What a model is loaded from files for: to be shared by pipelines and released once.</summary>
internal interface ILoadedFiles
{
    /// <summary>The bytes of the files.</summary>
    long FileBytes { get; }

    void Release();
}
