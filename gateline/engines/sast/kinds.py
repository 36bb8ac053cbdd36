"""What data can be (source kinds) and what can become of it (sink kinds): the vocabulary of models, rules and the solver.

A sanitizer is harmless *for sink kinds*, a rule names both; so a kind stands here exactly when some rule must tell it from the others.
"""

from typing import Final

__all__ = ["ALL_KINDS", "ENGINE_SOURCES", "SINK_KINDS", "SOURCE_KINDS"]

ALL_KINDS: Final = "all"
"""What a sanitizer or guard says that is harmless wherever it goes."""

SOURCE_KINDS: Final[dict[str, str]] = {
    "remote": "anything a client sends: query, body, headers, cookies, uploads, path parameters, websocket messages, messages of outside queues",
    "dom": "what a page is opened with: location, referrer, window name, postMessage data",
    "page": "texts, values and attributes of the page's own elements",
    "cli": "command line arguments and what is typed into a prompt or piped in",
    "archive": "names of the members of an archive, which whoever packed it has chosen",
    "env": "environment variables",
    "file": "contents of files",
    "stored": "what was stored before: database rows, caches, localStorage",
    "response": "answers of other servers",
    "llm": "what a language model wrote",
    "library": "parameters of a library's exported functions",
    "secret": "passwords and keys",
    "weak-random": "numbers that an onlooker can predict",
    "constant": "text that stands in the program",
}
"""Name to what it means."""

ENGINE_SOURCES: Final = frozenset({"library", "constant"})
"""Source kinds that no model gives: the engine knows them from the program itself."""

SINK_KINDS: Final[dict[str, str]] = {
    "sql": "text of an SQL statement",
    "nosql": "query object or expression of a document store",
    "shell": "a string that a shell interprets",
    "command": "program or argument list started without a shell",
    "code": "text evaluated as code",
    "template": "source of a template",
    "html": "markup of a response or of the document",
    "path": "file to open, read or send",
    "path-write": "file to write, create or delete, or folder to extract to",
    "upload": "uploaded file kept under the name its sender chose",
    "url": "address of a request the server makes",
    "redirect": "address a response sends the browser to",
    "client-url": "address the page navigates to or loads from",
    "header": "name or value of a response header",
    "cookie": "name or value of a cookie",
    "log": "message written to a log",
    "ldap": "filter or name of a directory search",
    "xpath": "XPath or XQuery expression over a document of the server",
    "xpath-dom": "XPath expression over the page",
    "xml": "document parsed with external or unbounded entities",
    "deserialize": "bytes or text that make arbitrary objects",
    "regex": "a regular expression's own text",
    "format": "a format string",
    "reflect": "name of the attribute, method or class to use",
    "prototype": "key path under which an object is written",
    "mass-assignment": "all fields of an object at once",
    "session": "what the server trusts from then on",
    "mail": "header or envelope of a mail",
    "prompt": "prompt of a language model",
    "tool": "what a language model's tool is run with",
    "resource": "size, count, time-out or delay",
    "credentials": "password, key or token handed to a service",
    "crypto-key": "key of a cipher or signature",
    "crypto-iv": "initialisation vector or nonce",
    "seed": "seed of a random generator",
    "token": "value nobody may guess",
    "cors": "origin allowed to read responses",
    "jwt-key": "key that signs or verifies a token",
    "hostname-check": "expression deciding whether a host is trusted",
    "css": "style sheet text",
    "csv": "cell of a spreadsheet",
    "graphql": "text of a GraphQL document",
    "import": "module or library to load",
    "email-to": "recipient of a mail",
    "file-permission": "access rights of a file",
    "cleartext-storage": "place where data is kept readable",
    "cleartext-transmission": "connection that everybody on the way can read",
    "timing": "comparison whose duration tells the compared value",
    "selector": "selector of the page's elements that is taken for markup when it starts with a tag",
    "slow-pattern": "text that a slow regular expression is matched against",
    "pattern-end": "text that a check by regular expression lets end in a line break",
}
"""Name to what it means. The order is that of the bits in the solver's masks: append, never insert."""
