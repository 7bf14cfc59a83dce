using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace PublicApi;

/// <summary>
/// Writes the public surface of an assembly as text, one member a line, in a stable order. Test projects link this file and compare the text
/// with their PublicApi.approved.txt: a changed promise shows up as a changed file.
/// </summary>
public static class ApiText
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(int)] = "int",
        [typeof(long)] = "long", [typeof(short)] = "short", [typeof(uint)] = "uint", [typeof(ulong)] = "ulong", [typeof(ushort)] = "ushort",
        [typeof(double)] = "double", [typeof(float)] = "float", [typeof(decimal)] = "decimal", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    static string Header(Type type)
    {
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) && !IsDelegate(type))
            bases.Add(Name(parent));
        if (type.IsEnum)
            bases.Add(Name(Enum.GetUnderlyingType(type)));
        else if (!IsDelegate(type))
        {
            var contracts = type.GetInterfaces().Where(static contract => contract.IsPublic);
            bases.AddRange(contracts.Select(static contract => Name(contract)).Order(StringComparer.Ordinal));
        }

        return $"{Kind(type)} {type.Namespace}.{Name(type)}{(bases.Count is 0 ? string.Empty : " : " + string.Join(", ", bases))}";
    }

    static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (IsDelegate(type))
            return "delegate";
        if (type.IsValueType)
            return (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : string.Empty) + (type.IsByRefLike ? "ref struct" : "struct");
        if (type.IsAbstract && type.IsSealed)
            return "static class";
        return (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : string.Empty) + "class";
    }

    static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture),3} {name}");
        if (IsDelegate(type))
            return [Method(type.GetMethod("Invoke")!)];
        return type.GetConstructors(Declared).Where(IsPromised).Select(static constructor => $"{Access(constructor)}new({Parameters(constructor)})")
            .Concat(type.GetMethods(Declared).Where(static method => IsPromised(method) && !IsAccessor(method)).Select(Method))
            .Concat(type.GetProperties(Declared).Where(static property => property.GetAccessors(nonPublic: true).Any(IsPromised)).Select(Property))
            .Concat(type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(Field))
            .Concat(type.GetEvents(Declared).Where(static one => IsPromised(one.AddMethod!))
                .Select(static one => $"event {Name(one.EventHandlerType!)} {one.Name}"));
    }

    static bool IsPromised(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.Name.Contains('<', StringComparison.Ordinal);

    static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    static string Access(MethodBase method) =>
        (method.IsPublic ? string.Empty : "protected ")
        + (method.IsStatic ? "static " : string.Empty)
        + (method.DeclaringType!.IsInterface || method is ConstructorInfo || !method.IsVirtual || method.IsFinal ? string.Empty
            : method.IsAbstract ? "abstract "
            : method is MethodInfo info && info.GetBaseDefinition() != info ? "override "
            : "virtual ");

    static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(static one => one.Name))}>" : string.Empty;
        var result = Name(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : string.Empty;
        return $"{Access(method)}{result} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
    {
        var direction = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : string.Empty;
        var type = Name(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        var fallback = !parameter.IsOptional ? string.Empty : parameter.HasDefaultValue && parameter.DefaultValue is { } value ? $" = {value}" : " = default";
        return $"{direction}{type} {parameter.Name}{fallback}";
    }));

    static string Property(PropertyInfo property)
    {
        var type = Name(property.PropertyType, new NullabilityInfoContext().Create(property));
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        var setter = property.SetMethod is not { } set || !IsPromised(set) ? string.Empty
            : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        var getter = property.GetMethod is { } get && IsPromised(get) ? " get;" : string.Empty;
        return $"{Access(property.GetAccessors(nonPublic: true).First(IsPromised))}{required}{type} {property.Name} {{{getter}{setter} }}";
    }

    static string Field(FieldInfo field)
    {
        var type = Name(field.FieldType, new NullabilityInfoContext().Create(field));
        if (field.IsLiteral)
            return $"const {type} {field.Name} = {field.GetRawConstantValue()}";
        return $"{(field.IsStatic ? "static " : string.Empty)}{(field.IsInitOnly ? "readonly " : string.Empty)}{type} {field.Name}";
    }

    static string Name(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, nullability);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        var mark = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable } ? "?" : string.Empty;
        if (type.IsArray)
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword + mark;
        var outer = type is { IsNested: true, IsGenericParameter: false } ? Name(type.DeclaringType!) + "." : string.Empty;
        if (!type.IsGenericType)
            return outer + type.Name + mark;

        var arguments = type.GetGenericArguments();
        var names = arguments.Select((argument, index) => Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(index)));
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? outer + type.Name + mark : $"{outer}{type.Name[..tick]}<{string.Join(", ", names)}>{mark}";
    }
}
