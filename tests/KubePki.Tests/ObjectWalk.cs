using System.Collections;
using System.Reflection;

namespace KubePki.Tests;

/// <summary>Goes through an object, private fields included, as far as it reaches.</summary>
internal static class ObjectWalk
{
    /// <summary>Every text, and every stretch of bytes as hexadecimal and as Latin-1.</summary>
    public static IEnumerable<string> Texts(object? start)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var ahead = new Stack<object?>([start]);
        while (ahead.TryPop(out var item))
        {
            if (item is null || item is Type or MemberInfo or Delegate || (!item.GetType().IsValueType && !seen.Add(item)))
                continue;
            if (item is string text)
                yield return text;
            if (item is ReadOnlyMemory<byte> memory)
                item = memory.ToArray();
            if (item is byte[] octets)
            {
                yield return Convert.ToHexString(octets).ToLowerInvariant();
                yield return System.Text.Encoding.Latin1.GetString(octets);
            }
            if (item is string or byte[] || item.GetType().IsPrimitive || item.GetType().IsEnum)
                continue;
            if (item is IEnumerable list)
            {
                foreach (var element in list)
                    ahead.Push(element);
            }
            foreach (var field in item.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                ahead.Push(field.GetValue(item));
        }
    }
}
