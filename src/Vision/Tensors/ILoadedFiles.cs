namespace Teleo.Vision.Tensors;

/// <summary>A model that was loaded from files, shared by pipelines and released once.</summary>
internal interface ILoadedFiles
{
    /// <summary>The bytes of the files.</summary>
    long FileBytes { get; }

    void Release();
}
