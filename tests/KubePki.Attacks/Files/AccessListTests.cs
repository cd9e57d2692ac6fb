using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KubePki.Node.Files;
using KubePki.Tests;
using KubePki.Tests.Changes.Repair;
using KubePki.Tests.Changes.Transactions;

namespace KubePki.Attacks.Files;

/// <summary>Who may write by an access control list is somebody else, whatever the group is.</summary>
public sealed class AccessListTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1000, true)]
    public void The_bits_of_the_group_are_those_of_the_list(uint group, bool hasList)
    {
        var directory = new DiskEntry(EntryKind.Directory, Mode: 0x1f8, UserId: group, GroupId: group) { HasAccessList = hasList };
        Assert.Equal(hasList, new FileOwners([group]).Objection(directory) is not null);
    }

    [LinuxFact]
    public void The_directory_of_a_kubeconfig_is_in_the_hands_of_another()
    {
        using var node = new RepairCase("expired-2020", "2020-07-28T00:00:00Z");
        const string Config = "/root/.kube/config";
        node.Tree.Copy("/etc/kubernetes/admin.conf", Config);
        // Some file systems have none.
        if (!TryAllow(node.Tree.Path("/root/.kube"), 1001))
            return;
        Assert.Equal(0x1f8, Disk.OfThisMachine.Look(node.Tree.Path("/root/.kube")).Mode);
        var before = node.Tree.Read(Config);
        Assert.Contains("the ACL of",
            node.Read().Files.Single(file => file.NodePath == Config).Exposure!, StringComparison.Ordinal);
        node.Apply(node.Whole());
        Assert.Equal(before, node.Tree.Read(Config));
    }

    // u::rwx u:USER:rwx g::--- m::rwx o::---, as linux/posix_acl_xattr.h has it.
    private static bool TryAllow(string path, uint user)
    {
        var list = new byte[4 + (5 * 8)];
        BinaryPrimitives.WriteUInt32LittleEndian(list, 2);
        var at = 4;
        foreach (var (tag, rights, id) in new (ushort, ushort, uint)[]
        {
            (1, 7, uint.MaxValue), (2, 7, user), (4, 0, uint.MaxValue), (16, 7, uint.MaxValue), (32, 0, uint.MaxValue),
        })
        {
            BinaryPrimitives.WriteUInt16LittleEndian(list.AsSpan(at), tag);
            BinaryPrimitives.WriteUInt16LittleEndian(list.AsSpan(at + 2), rights);
            BinaryPrimitives.WriteUInt32LittleEndian(list.AsSpan(at + 4), id);
            at += 8;
        }
        return SetAttribute(path, "system.posix_acl_access", list, list.Length, 0) == 0;
    }

    [DllImport("libc", EntryPoint = "setxattr", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAttribute([MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        byte[] value, nint size, int flags);
}
