namespace Teleo.Experiments.Preprint;

/// <summary>
/// Theta as bytes, little-endian: a heading of counts, then forms, atoms, hypotheses, trajectory and links. Equal states give equal bytes,
/// and a state that was read continues exactly as the written one.
/// </summary>
public static class LearnerStateBytes
{
    /// <summary>The most forms that are read; a registry looks for equal forms one by one.</summary>
    public const int MostForms = 65_536;

    /// <summary>The greatest size of a feature, a parameter or an output weight that is read: their squares and sums stay finite.</summary>
    public const double MostSize = 1e9;

    /// <summary>The greatest revision that is read.</summary>
    private const long MostRevision = 1L << 53;

    private const int MostBorn = 1 << 30;

    private const long Magic = 0x3130_4154_4554_3131; // "11TETA01", the last digit being the version.
    private const int HeadingBytes = 12 * sizeof(long), FormBytes = 8, HypothesisBytes = 64, LinkBytes = 8;

    public static byte[] Write(LearnerState theta)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var (forms, trajectory) = (theta.Forms, theta.Trajectory);
        writer.Write(Magic);
        foreach (long number in (ReadOnlySpan<long>)
        [
            theta.Shape.Features, theta.Shape.Classes, forms.Count, forms.ChildSlots, forms.Atoms, theta.HypothesisCount, trajectory.Count,
            trajectory.Links, theta.ParameterRevision, theta.StructureRevision, theta.Born,
        ]) writer.Write(number);
        for (int form = Forms.Mark + 1; form < forms.Count; form++)
        {
            writer.Write((int)forms.KindOf(form));
            writer.Write(forms.PartsOf(form).Length);
            foreach (int part in forms.PartsOf(form)) writer.Write(part);
        }

        foreach (double weight in theta.Weights) writer.Write(weight);
        foreach (double fisher in theta.Fisher) writer.Write(fisher);
        foreach (ref readonly var hypothesis in theta.Hypotheses) Write(writer, hypothesis);
        for (int row = 0; row < trajectory.Count; row++)
        {
            writer.Write(trajectory.LabelOf(row));
            foreach (double value in trajectory.RowOf(row)[..theta.Shape.Features]) writer.Write(value);
        }

        for (int link = 0; link < trajectory.Links; link++)
        {
            writer.Write(trajectory.LinkAt(link).Row);
            writer.Write(trajectory.LinkAt(link).Next);
        }

        return stream.ToArray();
    }

    /// <summary>
    /// Reads a state; <paramref name="problem"/> has the fault of invalid bytes. Allocates no more than a few times their length.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out LearnerState? theta, out string problem)
    {
        problem = Read(bytes, out var read) ?? "";
        theta = problem.Length == 0 ? read : null;
        return theta is not null;
    }

    /// <summary>Reads a state and returns the fault of invalid bytes; null if there is none.</summary>
    private static string? Read(ReadOnlySpan<byte> bytes, out LearnerState? theta)
    {
        theta = null;
        if (bytes.Length < HeadingBytes) return $"{bytes.Length} bytes are too few for a heading of {HeadingBytes}";
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
        if (reader.ReadInt64() != Magic) return "the bytes are no state of a learner, or one of another version";

        Span<long> counts = stackalloc long[11];
        if (ReadCounts(reader, bytes.Length, counts) is { } wrong) return wrong;
        var shape = new LearnerShape((int)Math.Min(counts[0], int.MaxValue), (int)Math.Min(counts[1], int.MaxValue));
        if (shape.Problems().FirstOrDefault() is { } fault) return fault;
        if (counts[2] is < 2 or > MostForms) return $"a registry has 2 to {MostForms} forms, not {counts[2]}";
        long size = HeadingBytes + (counts[2] - 2) * FormBytes + counts[3] * sizeof(int) + counts[4] * shape.Stride * 2 * sizeof(double)
            + counts[5] * HypothesisBytes + counts[6] * (sizeof(int) + shape.Features * sizeof(double)) + counts[7] * LinkBytes;
        if (size != bytes.Length) return $"the heading asks for {size} bytes, and there are {bytes.Length}";

        theta = new LearnerState(shape) { ParameterRevision = counts[8], StructureRevision = counts[9], Born = (int)counts[10] };
        return ReadForms(reader, theta.Forms, (int)counts[2], (int)counts[3])
            ?? ReadAtoms(reader, theta, counts[4])
            ?? ReadHypotheses(reader, theta, counts[5], counts[7])
            ?? ReadTrajectory(reader, theta, (int)counts[6], (int)counts[7]);
    }

    /// <summary>Reads the counts of the heading, none beyond what so many bytes can hold.</summary>
    private static string? ReadCounts(BinaryReader reader, int length, Span<long> counts)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = reader.ReadInt64();
            long most = i is > 1 and < 8 ? length : i == 10 ? MostBorn : MostRevision;
            if (counts[i] < 0 || counts[i] > most) return $"count {i} of the heading is {counts[i]}, where 0 to {most} can be";
        }

        return null;
    }

    private static void Write(BinaryWriter writer, in LearnedHypothesis h)
    {
        foreach (int number in (ReadOnlySpan<int>)
        [
            h.Id, h.Parent, h.Form, h.Class, h.Positives.Newest, h.Positives.Count, h.Negatives.Newest, h.Negatives.Count,
        ]) writer.Write(number);
        writer.Write(h.BornAt);
        writer.Write(h.Reliability);
        writer.Write(h.Weight);
        writer.Write(h.WeightFisher);
    }

    /// <summary>Makes every form again and checks that the entries have the same order.</summary>
    private static string? ReadForms(BinaryReader reader, Forms forms, int count, int slots)
    {
        for (int form = Forms.Mark + 1; form < count; form++)
        {
            int kind = reader.ReadInt32(), parts = reader.ReadInt32();
            if (parts < 0 || parts > slots) return $"form {form} has {parts} parts, and {slots} are left";
            slots -= parts;
            int[] read = new int[parts];
            for (int i = 0; i < parts; i++)
            {
                read[i] = reader.ReadInt32();
                if (read[i] < 0 || read[i] >= form) return $"form {form} has form {read[i]} as a part, which does not stand before it";
            }

            int made = ((FormKind)kind, parts) switch
            {
                (FormKind.Atom, 0) => forms.Atom(),
                (FormKind.Cross, 1) => forms.Cross(read[0]),
                (FormKind.Call, > 1) => forms.Call(read),
                _ => -1,
            };
            if (made != form) return $"form {form} is no new form in its shortest writing";
        }

        return slots == 0 ? null : $"{slots} parts belong to no form";
    }

    private static string? ReadAtoms(BinaryReader reader, LearnerState theta, long atoms)
    {
        if (theta.Forms.Atoms != atoms) return $"there are {theta.Forms.Atoms} atoms, and the heading says {atoms}";
        theta.MakeRoomForAtoms();
        foreach (ref double weight in theta.WeightRows)
            if (!(Math.Abs(weight = reader.ReadDouble()) <= MostSize)) return $"a parameter is {weight}";
        foreach (ref double fisher in theta.FisherRows)
            if (!((fisher = reader.ReadDouble()) >= 0 && double.IsFinite(fisher))) return $"a Fisher estimate is {fisher}";
        return null;
    }

    private static string? ReadHypotheses(BinaryReader reader, LearnerState theta, long hypotheses, long links)
    {
        for (long i = 0; i < hypotheses; i++)
        {
            var read = new LearnedHypothesis
            {
                Id = reader.ReadInt32(),
                Parent = reader.ReadInt32(),
                Form = reader.ReadInt32(),
                Class = reader.ReadInt32(),
                Positives = new(reader.ReadInt32(), reader.ReadInt32()),
                Negatives = new(reader.ReadInt32(), reader.ReadInt32()),
                BornAt = reader.ReadInt64(),
                Reliability = reader.ReadDouble(),
                Weight = reader.ReadDouble(),
                WeightFisher = reader.ReadDouble(),
            };
            (double Value, double Least, double Most)[] bounds =
            [
                (read.Id, 0, theta.Born - 1), (read.Parent, -1, theta.Born - 1),
                (read.Form, 0, theta.Forms.Count - 1), (read.Class, 0, theta.Shape.Classes - 1),
                (read.BornAt, 0, theta.ParameterRevision),
                (read.Reliability, 0, 1), (read.Weight, double.Epsilon, MostSize), (read.WeightFisher, 0, double.MaxValue),
                (read.Positives.Newest, -1, links - 1), (read.Negatives.Newest, -1, links - 1),
            ];
            if (!bounds.All(one => one.Value >= one.Least && one.Value <= one.Most))
                return $"hypothesis {read.Id} has a member outside its bounds";
            theta.AddHypothesis(read);
        }

        return null;
    }

    /// <summary>
    /// Reads samples and links, and holds the length of every list to its count. A link leads to an older one, so that every list ends.
    /// </summary>
    private static string? ReadTrajectory(BinaryReader reader, LearnerState theta, int rows, int links)
    {
        var sample = new double[theta.Shape.Stride];
        sample[theta.Shape.Features] = 1;
        for (int row = 0; row < rows; row++)
        {
            int label = reader.ReadInt32();
            if (label < 0 || label >= theta.Shape.Classes) return $"sample {row} has class {label}";
            foreach (ref double value in sample.AsSpan(0, theta.Shape.Features))
                if (!(Math.Abs(value = reader.ReadDouble()) <= MostSize)) return $"sample {row} has the feature {value}";
            theta.Trajectory.Append(new LabelledSample(sample, label));
        }

        int[] lengths = new int[links];
        for (int link = 0; link < links; link++)
        {
            int row = reader.ReadInt32(), next = reader.ReadInt32();
            if (row < 0 || row >= rows || next < -1 || next >= link) return $"link {link} leads to sample {row} and link {next}";
            theta.Trajectory.Remember(new(next, 0), row);
            lengths[link] = LengthFrom(next) + 1;
        }

        foreach (ref readonly var hypothesis in theta.Hypotheses)
            if (LengthFrom(hypothesis.Positives.Newest) != hypothesis.PositiveCount
                || LengthFrom(hypothesis.Negatives.Newest) != hypothesis.NegativeCount)
                return $"hypothesis {hypothesis.Id} remembers another number of samples than it says";
        return null;

        int LengthFrom(int link) => link < 0 ? 0 : lengths[link];
    }
}
