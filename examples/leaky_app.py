"""Write a small application that leaks: `python examples/leaky_app.py FOLDER`.

Its tokens are made up when this runs, so that no live-looking secret lies in our repository.
"""

import sys
from pathlib import Path

from gateline.rules.examples import expand

FILES = {
    "README.md": "# shop\n\nA small shop that keeps its secrets in the wrong place. Every one of them is made up.\n",
    "app.py": (
        '"""The shop."""\n\nimport os\n\nimport requests\n\n'
        'STRIPE_KEY = "sk_live_{24:alnum}"\n'
        'DATABASE_URL = os.environ["DATABASE_URL"]\n\n\n'
        "def notify(text: str) -> None:\n"
        '    requests.post("https://hooks.slack.com/services/T{9:uppernum}/B{9:uppernum}/{24:alnum}", json={"text": text})\n'
    ),
    ".env": "APP_ENV=production\nDATABASE_URL=postgres://shop:{6:lower}{4:digit}{4:upper}@db.internal:5432/shop\nGITHUB_TOKEN={crc:ghp_:30}\n",
    "deploy/values.yaml": "image: shop:1.4.2\nsmtp:\n  host: smtp.internal\n  user: shop\n  password: {5:lower}-{4:digit}-{3:upper}!\n",
    "deploy/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  session-key: {b64:{24:alnum}}\n",
    "deploy/id_rsa": "-----BEGIN RSA PRIVATE KEY-----\n{64:b64}\n{64:b64}\n{64:b64}\n{64:b64}\n-----END RSA PRIVATE KEY-----\n",
}


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    for name, text in FILES.items():
        path = Path(sys.argv[1]) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(expand(text, name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
