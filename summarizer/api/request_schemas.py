"""The JSON that is accepted."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from summarizer.domain import Faithfulness, GlossaryTerm, Length, SummariseRequest
from summarizer.errors import RequestError
from summarizer.languages import served

TAG_PATTERN = r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$"
Tag = Annotated[str, Field(pattern=TAG_PATTERN, max_length=35, examples=["uk"])]
SourceTag = Annotated[
    str,
    Field(
        pattern=TAG_PATTERN,
        max_length=35,
        description="BCP 47 tag of the text, or `auto`.",
        examples=["auto", "uk"],
    ),
]


Term = Annotated[
    dict[Tag, Annotated[str, Field(min_length=1, max_length=100)]],
    Field(min_length=2, max_length=5, examples=[{"en": "Bakhmut", "uk": "Бахмут"}]),
]
Terms = Annotated[
    tuple[Term, ...],
    Field(
        max_length=200,
        strict=False,
        description="What things are to be called in translations: for each term its name, in the "
        "nominative, by language. It goes before the glossaries of the service.",
    ),
]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SummariseBody(_Request):
    """An article, and what is wanted of it; exactly one of `text` and `html`."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["text"], "properties": {"text": {"type": "string"}}},
                {"required": ["html"], "properties": {"html": {"type": "string"}}},
            ]
        }
    )

    text: Annotated[
        str,
        Field(
            description="The article as plain text; at most `limits.characters` code points "
            "(200 000, unless the operator changed it), else 413."
        ),
    ] = ""
    html: Annotated[
        str, Field(description="The page that holds the article; the limit is that of `text`.")
    ] = ""
    title: Annotated[
        str | None,
        Field(
            description="The headline: a sign of what matters, never summarised itself; at most "
            "`limits.title_characters` code points (1 000)."
        ),
    ] = None
    language: SourceTag = "auto"
    lengths: Annotated[
        tuple[Length, ...],
        Field(min_length=1, max_length=2, json_schema_extra={"uniqueItems": True}, strict=False),
    ] = ("short", "long")
    translate_to: Annotated[
        tuple[Tag, ...],
        Field(max_length=8, description="Audiences: zh-Hans, zh-Hant, uk, ru, en.", strict=False),
    ] = ()
    faithfulness: Annotated[
        Faithfulness,
        Field(
            description="What becomes of a sentence that fails a check: it is replaced (repair), "
            "kept and flagged (flag), or the request is refused (strict)."
        ),
    ] = "repair"
    model: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="`auto`, `extractive`, or the id of an installed summariser.",
        ),
    ] = "auto"
    glossary: Terms = ()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if ("text" in self.model_fields_set) == ("html" in self.model_fields_set):
            raise ValueError("exactly one of `text` and `html` is needed")
        return self

    def to_request(self) -> SummariseRequest:
        """Return the request as the service takes it; raises RequestError for a term."""
        given = self.model_fields_set
        return SummariseRequest(
            text=self.text if "text" in given else None,
            html=self.html if "html" in given else None,
            title=self.title,
            language=self.language,
            lengths=tuple(dict.fromkeys(self.lengths)),
            translate_to=tuple(dict.fromkeys(self.translate_to)),
            faithfulness=self.faithfulness,
            model=self.model,
            glossary=to_terms(self.glossary),
        )


class TranslateBody(_Request):
    """One text or several, and the language they are wanted in."""

    text: Annotated[
        list[str],
        BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
        Field(min_length=1, max_length=100),
        WithJsonSchema(
            {
                "description": "A text, or up to 100 texts: each is answered in its place.",
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 100},
                ],
            }
        ),
    ]
    source_language: SourceTag = "auto"
    target_language: Tag
    glossary: Terms = ()


class DetectBody(_Request):
    """A text whose language is asked for."""

    text: str


def to_terms(terms: Terms) -> tuple[GlossaryTerm, ...]:
    """Return the terms as the service takes them; raises RequestError, at the name in question."""
    found = []
    for position, term in enumerate(terms):
        names: dict[str, str] = {}
        for tag, name in term.items():
            pointer = f"/glossary/{position}/{tag}"
            language = served(tag, pointer)
            if not any(map(str.isalnum, name)):
                raise RequestError(pointer, "has no letter")
            if language in names:
                raise RequestError(pointer, f"is a second name in {language}")
            names[language] = " ".join(name.split())
        found.append(GlossaryTerm(tuple(names.items())))
    return tuple(found)
