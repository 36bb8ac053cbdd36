"""JSX: markup and addresses that data reaches."""

import pytest

from tests.engines.sast.programs import bug, case, check

HEAD = "import React from 'react';\nconst q = new URLSearchParams(location.search).get('q');\n"


@pytest.mark.parametrize(
    "body",
    [
        case("child is escaped", "export const A = () => <p>{q}</p>;"),
        case("markup", "export const A = () => <p dangerouslySetInnerHTML={{ __html: q }} />;  // ! html<dom"),
        case("markup of a constant", "export const A = () => <p dangerouslySetInnerHTML={{ __html: '<b>a</b>' }} />;"),
        case("address", "export const A = () => <a href={q}>a</a>;  // ! client-url<dom"),
        case("address on a fixed host", "export const A = () => <a href={'https://shop.test/' + q}>a</a>;"),
        case("frame", "export const A = () => <iframe src={q} />;  // ! client-url<dom"),
        case("image", "export const A = () => <img src={q} />;"),
        case("frame's document", "export const A = () => <iframe srcDoc={q} />;  // ! html<dom"),
        case(
            "component's property",
            "const B = ({ x }) => <p dangerouslySetInnerHTML={{ __html: x }} />;  // ! html<dom\nexport const A = () => <B x={q} />;",
        ),
        case(
            "component's other property",
            "const B = ({ x, y }) => <p dangerouslySetInnerHTML={{ __html: y }} />;\nexport const A = () => <B x={q} y='a' />;",
        ),
        bug(
            "spread properties of elements are not looked at",
            "spread",
            "const p = { dangerouslySetInnerHTML: { __html: q } };\nexport const A = () => <p {...p} />;  // ! html<dom",
        ),
        case("fragment", "export const A = () => <><p>{q}</p></>;"),
    ],
)
def test_jsx(body: str) -> None:
    check({"a.jsx": HEAD + body + "\n"})
