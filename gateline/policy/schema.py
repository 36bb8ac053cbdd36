"""The policy's fields told to machines and people: a JSON Schema for editors, and rows for the reference page.

Both are printed from the types in `document`, the same the loader validates against.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import NODEFAULT, Struct, inspect

from gateline.policy.document import PolicyDocument, Tighten
from gateline.policy.read import shape_of, takes_null

__all__ = ["FieldDoc", "json_schema", "reference"]


class FieldDoc(Struct, frozen=True):
    """One row of the reference page."""

    path: str
    """Dotted, `rules[].when.kind`."""
    type: str
    """In words."""
    default: str
    """As it would be written; `required` when there is none, empty when unset is the default."""
    description: str
    tighten: str
    """How a lower layer may change it."""


def json_schema(record: type[Struct] = PolicyDocument) -> dict[str, Any]:
    """JSON Schema, draft 2020-12, of a document type.

    Args:
        record: a Struct annotated as in `document`.

    Raises: nothing for such a type.
    Source: https://json-schema.org/draft/2020-12/schema.
    """
    definitions: dict[str, Any] = {}
    root = _record(shape_of(record), definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:gateline:policy:1",
        "title": "Gateline policy",
        **definitions.pop(root),
        "$defs": dict(sorted(definitions.items())),
    }


def reference(record: type[Struct] = PolicyDocument) -> tuple[FieldDoc, ...]:
    """Every field of a document type, in the order of the types."""
    return tuple(_rows(shape_of(record), ""))


def _record(shape: inspect.StructType, definitions: dict[str, Any]) -> str:
    """Puts the schema of a record among the definitions; its name."""
    name = shape.cls.__name__
    if name not in definitions:
        definitions[name] = {}
        required = [field.name for field in shape.fields if _is_required(field)]
        definitions[name] = {
            "type": "object",
            "description": _first_sentence(shape.cls),
            "properties": {field.name: _field(field, definitions) for field in shape.fields},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }
    return name


def _field(field: inspect.Field, definitions: dict[str, Any]) -> dict[str, Any]:
    extra = field.type.extra if isinstance(field.type, inspect.Metadata) else None
    schema = _schema(field.type, definitions, (extra or {}).get("unit", ""))
    if takes_null(field):
        schema = {
            "anyOf": [{name: value for name, value in schema.items() if name != "description"}, {"type": "null"}],
            **_described(schema),
        }
    default = _plain_default(field)
    if default is not None and "$ref" not in schema:
        schema["default"] = default
    return schema


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": schema["description"]} if "description" in schema else {}


def _schema(shape: inspect.Type, definitions: dict[str, Any], unit: str = "") -> dict[str, Any]:
    match shape:
        case inspect.Metadata():
            return {**_schema(shape.type, definitions, unit), **(shape.extra_json_schema or {})}
        case inspect.StructType():
            return {"$ref": f"#/$defs/{_record(shape, definitions)}"}
        case inspect.UnionType():
            kinds = [kind for kind in shape.types if not isinstance(kind, inspect.NoneType)]
            return _any_of([_schema(kind, definitions, unit) for kind in kinds])
        case inspect.VarTupleType():
            item = _schema(shape.item_type, definitions)
            items = {"type": "array", "items": item}
            return items if "$ref" in item else _any_of([item, items])
        case inspect.DictType():
            return {"type": "object", "additionalProperties": _schema(shape.value_type, definitions)}
    return _scalar(shape, unit)


def _scalar(shape: inspect.Type, unit: str) -> dict[str, Any]:
    match shape:
        case inspect.EnumType():
            return {"enum": [member.value for member in shape.cls]}
        case inspect.LiteralType():
            return {"enum": list(shape.values)}
        case inspect.BoolType():
            return {"type": "boolean"}
        case inspect.IntType() | inspect.FloatType():
            number = {"type": "integer" if isinstance(shape, inspect.IntType) else "number"}
            bounds = {"minimum": shape.ge, "maximum": shape.le}
            plain = {**number, **{name: bound for name, bound in bounds.items() if bound is not None}}
            return _any_of([plain, {"type": "string", "pattern": "^[0-9]+ *(B|[KMG]iB|[kMG]B)$"}]) if unit == "bytes" else plain
        case inspect.StrType():
            limits = {"pattern": shape.pattern, "minLength": shape.min_length, "maxLength": shape.max_length}
            return {"type": "string", **{name: limit for name, limit in limits.items() if limit is not None}}
        case inspect.DateTimeType():
            return {"type": "string", "description": "A date, or RFC 3339 with offset."}
    raise AssertionError(f"no schema for {shape}")


def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _rows(shape: inspect.StructType, prefix: str) -> Iterator[FieldDoc]:
    for field in shape.fields:
        path = f"{prefix}{field.name}"
        mark = (field.type.extra or {}).get("tighten", Tighten.FREE) if isinstance(field.type, inspect.Metadata) else Tighten.FREE
        yield FieldDoc(path, _words(field.type), _default_words(field), _description(field.type), mark.value)
        inner, suffix = _inner_record(field.type)
        if inner is not None:
            yield from _rows(inner, f"{path}{suffix}.")


def _inner_record(shape: inspect.Type) -> tuple[inspect.StructType | None, str]:
    """The record a field holds, and how a path says so: `[]` for lists, `.*` for mappings by name."""
    match shape:
        case inspect.Metadata():
            return _inner_record(shape.type)
        case inspect.StructType():
            return shape, ""
        case inspect.VarTupleType():
            return _inner_record(shape.item_type)[0], "[]"
        case inspect.DictType():
            return _inner_record(shape.value_type)[0], ".*"
        case inspect.UnionType():
            return next((found for kind in shape.types if (found := _inner_record(kind))[0]), (None, ""))
    return None, ""


def _words(shape: inspect.Type) -> str:
    match shape:
        case inspect.Metadata():
            return _words(shape.type)
        case inspect.UnionType():
            return " or ".join(_words(kind) for kind in shape.types if not isinstance(kind, inspect.NoneType))
        case inspect.VarTupleType():
            return f"list of {_words(shape.item_type)}"
        case inspect.EnumType():
            return " | ".join(f"`{member.value}`" for member in shape.cls)
        case inspect.LiteralType():
            return " | ".join(f"`{value}`" for value in shape.values)
        case inspect.StructType() | inspect.DictType():
            return "mapping"
        case inspect.BoolType():
            return "boolean"
        case inspect.IntType() | inspect.FloatType():
            return _range_words(shape)
        case inspect.DateTimeType():
            return "date"
    return "text"


def _range_words(shape: inspect.IntType | inspect.FloatType) -> str:
    noun = "whole number" if isinstance(shape, inspect.IntType) else "number"
    return f"{noun}, {shape.ge:,} to {shape.le:,}" if shape.ge is not None and shape.le is not None else noun


def _description(shape: inspect.Type) -> str:
    return str((shape.extra_json_schema or {}).get("description", "")) if isinstance(shape, inspect.Metadata) else ""


def _is_required(field: inspect.Field) -> bool:
    return field.default is NODEFAULT and field.default_factory is NODEFAULT


def _plain_default(field: inspect.Field) -> Any:
    """The default as a JSON value; None when there is none worth saying."""
    default = None if field.default is NODEFAULT else field.default
    if isinstance(default, Struct) or default in ((), ""):
        return None
    return [*default] if isinstance(default, tuple) else getattr(default, "value", default)


def _default_words(field: inspect.Field) -> str:
    if _is_required(field):
        return "required"
    default = _plain_default(field)
    if default is None:
        return ""
    return (
        ", ".join(map(str, default))
        if isinstance(default, list)
        else str(default).lower()
        if isinstance(default, bool)
        else str(default)
    )


def _first_sentence(record: type[Struct]) -> str:
    return (record.__doc__ or "").strip().split("\n")[0]
