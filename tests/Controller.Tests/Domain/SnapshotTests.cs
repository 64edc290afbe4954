using Teleo.Controller.Domain;
using Teleo.Controller.Tests.Loop;

namespace Teleo.Controller.Tests.Domain;

public class SnapshotTests
{
    [Fact]
    public void Equal_content_has_an_equal_hash_and_later_changes_of_the_pool_do_not_reach_it()
    {
        var pool = new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(30));
        pool.MakeActive(1);
        var first = Snapshot.Of(pool.Sense());
        var second = Snapshot.Of(pool.Sense());
        Assert.Equal(first.ContentHash, second.ContentHash);

        pool[1].Lifecycle = Lifecycle.Suspended;
        Assert.Equal(Lifecycle.Active, first.View().Skills[1].Lifecycle);
        Assert.NotEqual(first.ContentHash, Snapshot.Of(pool.Sense()).ContentHash);
        Assert.Equal(first.ContentHash, Snapshot.Of(first.View()).ContentHash);
    }

    /// <summary>A field that is added to the row and forgotten in the canonical form would let two different states share a name.</summary>
    [Fact]
    public void Every_field_of_a_row_is_part_of_the_content()
    {
        var pool = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(30));
        string before = Snapshot.Of(pool.Sense()).ContentHash;
        foreach (var field in typeof(SkillState).GetFields())
        {
            object row = pool[0];
            field.SetValue(row, Another(field.GetValue(row)!));
            var changed = new PoolDouble(Rig.Alike(1), ResourceVector.Bytes(30));
            changed[0] = (SkillState)row;
            Assert.True(before != Snapshot.Of(changed.Sense() with { Used = default, Reserved = default }).ContentHash, field.Name);
        }
    }

    [Fact]
    public void What_is_read_is_what_was_written_and_bytes_that_are_read_are_those_that_would_be_written()
    {
        var pool = new PoolDouble(Rig.Alike(3), ResourceVector.Bytes(30));
        pool.MakeActive(1);
        pool.Request(2);
        var written = Snapshot.Of(pool.Sense());
        Assert.Equal(written.ContentHash, Snapshot.Of(Snapshot.Read(written.Bytes, pool.Catalog).View()).ContentHash);

        var rng = new SeedTree(11).Stream("flips");
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] claim = written.Bytes.ToArray();
            claim[rng.NextInt(claim.Length)] = (byte)rng.NextInt(256);
            if (rng.NextInt(8) == 0) claim = claim[..rng.NextInt(claim.Length)];
            if (rng.NextInt(8) == 0) claim = [.. claim, 0];
            try
            {
                Assert.Equal(claim, Snapshot.Of(Snapshot.Read(claim, pool.Catalog).View()).Bytes.ToArray());
            }
            catch (StateException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 300, 1500);
        Assert.Equal(StateFault.OtherSettings, Assert.Throws<StateException>(() => Snapshot.Read(written.Bytes, Rig.Alike(4))).Fault);
    }

    private static object Another(object value) => value switch
    {
        bool b => !b,
        int i => i + 1,
        long l => l ^ 1,
        double d => d + 1,
        Int128 wide => wide + 1,
        ResourceVector v => v with { Governance = 5 },
        Lifecycle => Lifecycle.Quarantined,
        Transition => Transition.Unloading,
        ReadingKind => ReadingKind.Reported,
        _ => throw new ArgumentException(value.GetType().Name),
    };
}
