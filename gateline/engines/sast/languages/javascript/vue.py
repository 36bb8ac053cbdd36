"""Vue's single-file components: the program in their scripts."""

from gateline.engines.sast.languages.javascript.blanking import blanked, scripts

__all__ = ["component_script"]


def component_script(data: bytes) -> tuple[bytes, str]:
    """The component with everything but its scripts blanked, and their language."""
    found = scripts(data)
    typed = any(script.attributes.get("lang", "") in ("ts", "tsx", "typescript") for script in found)
    return blanked(data, found), "typescript" if typed else "javascript"
