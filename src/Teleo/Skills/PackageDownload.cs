using System.Net;
using System.Net.Http.Headers;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Shell;

namespace Teleo.Skills;

/// <summary>
/// Downloads a package from a web server into a folder. Existing files are not requested again: a broken download resumes. The manifest
/// limits the size of every file before it is written, and a file gets its name only with the right hash.
/// </summary>
/// <param name="from">The folder of the package there; ends in a slash.</param>
/// <param name="folder">Where it is brought to.</param>
/// <param name="progress">Called with the present and the final number of bytes of a file.</param>
internal sealed class PackageDownload(HttpClient client, Uri from, string folder, TimeProvider clock, Action<string, long, long> progress)
{
    private const int LargestSignatureBytes = 4096, PieceBytes = 1 << 16;

    /// <summary>The time without a byte after which a connection counts as lost.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    private static readonly LocalDisk Disk = LocalDisk.Instance;

    /// <param name="variants">Only these; all where none is named.</param>
    public async Task<SkillPackage> BringAsync(IReadOnlyCollection<string> variants, CancellationToken cancellation)
    {
        Disk.MakeFolders(folder);
        await BringSmallAsync(SkillPackage.ManifestFile, ManifestJson.LargestBytes, isNeeded: true, cancellation);
        await BringSmallAsync(SkillPackage.SignatureFile, LargestSignatureBytes, isNeeded: false, cancellation);
        var package = SkillPackage.Open(folder);
        foreach (var artifact in package.Manifest.Artifacts)
            if (variants.Count == 0 || variants.Contains(artifact.Variant)) await BringAsync(package, artifact, cancellation);
        return package;
    }

    private async Task BringSmallAsync(string name, int most, bool isNeeded, CancellationToken cancellation)
    {
        using var response = await GetAsync(name, 0, cancellation);
        string path = Path.Combine(folder, name);
        if (response.StatusCode == HttpStatusCode.NotFound && !isNeeded)
        {
            Disk.Delete(path);
            return;
        }

        RequireSuccess(response, name);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var content = new byte[most + 1];
        int got = await body.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellation);
        if (got > most) throw CommandFailure.BadInput("TooLarge", $"{name} has more than {most} bytes", $"{from}{name}");
        AtomicFile.Write(path, stream => stream.Write(content, 0, got));
    }

    private async Task BringAsync(SkillPackage package, SkillArtifact artifact, CancellationToken cancellation)
    {
        string path = package.PathOf(artifact), part = path + ".part";
        if (Disk.IdentityOf(path) is not null && SkillPackage.HashOf(path) == artifact.Sha256) return;
        for (long before; (before = SizeOf(part)) != artifact.SizeBytes;)
        {
            string? cut = await GoOnAsync(artifact, part, before, cancellation);
            long after = SizeOf(part);
            if (cut is not null && after <= before)
                throw new CommandFailure(ExitCode.Failed, "Interrupted",
                    $"{after} of {artifact.SizeBytes} bytes are here; {cut}; the same command goes on from there",
                    $"{from}{artifact.File}");
        }

        string found = SkillPackage.HashOf(part);
        if (found != artifact.Sha256)
        {
            Disk.Delete(part);
            throw CommandFailure.Integrity("HashMismatch",
                $"what came has the hash {found}, the manifest says {artifact.Sha256}; it was removed", $"{from}{artifact.File}");
        }

        Disk.Rename(part, path);
    }

    private static long SizeOf(string path) => Disk.IdentityOf(path)?.SizeBytes ?? 0;

    /// <summary>Requests the rest of a file and writes it. Returns the reason if the connection was lost.</summary>
    private async Task<string?> GoOnAsync(SkillArtifact artifact, string part, long at, CancellationToken cancellation)
    {
        try
        {
            using var response = await GetAsync(artifact.File, at, cancellation);
            RequireSuccess(response, artifact.File);

            bool isPart = response.StatusCode == HttpStatusCode.PartialContent;
            if (isPart && response.Content.Headers.ContentRange?.From != at) return "the server sent another part than was asked for";
            using var file = Disk.Open(part, DiskAccess.Edit);
            if (!isPart) file.Truncate(at = 0);   // a server that knows no parts: from the beginning
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await CopyAsync(body, file, artifact, at, cancellation);
            return file.Length == artifact.SizeBytes ? null : "the server ended early";
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException && !cancellation.IsCancellationRequested)
        {
            return problem.Message;
        }
    }

    private async Task CopyAsync(Stream body, IDiskFile file, SkillArtifact artifact, long at, CancellationToken cancellation)
    {
        byte[] piece = new byte[PieceBytes];
        for (int got; (got = await ReadAsync(body, piece, cancellation)) > 0;)
        {
            if (at + got > artifact.SizeBytes)
                throw CommandFailure.Integrity(
                    "TooLarge", $"more comes than the {artifact.SizeBytes} bytes of the manifest", $"{from}{artifact.File}");
            file.Write(piece.AsSpan(0, got), at);
            at += got;
            progress(artifact.File, at, artifact.SizeBytes);
        }

        file.Flush();
    }

    private async Task<int> ReadAsync(Stream body, byte[] piece, CancellationToken cancellation)
    {
        using var lost = new CancellationTokenSource(Stall, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost.Token, cancellation);
        try
        {
            return await body.ReadAsync(piece, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {Stall.TotalSeconds:F0} s");
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string name, long at, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(from, Uri.EscapeDataString(name)));
        if (at > 0) request.Headers.Range = new RangeHeaderValue(at, null);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private void RequireSuccess(HttpResponseMessage response, string name)
    {
        if (!response.IsSuccessStatusCode)
            throw new CommandFailure(ExitCode.Failed, "NotFetched", $"the server answered {(int)response.StatusCode}", $"{from}{name}");
    }
}
