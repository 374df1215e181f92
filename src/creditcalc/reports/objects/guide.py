"""What `creditcalc guide --json` and `creditcalc --version --json` print."""

from typing import Annotated, Literal, TypedDict

from creditcalc.reports.objects.shared import BookObject, Digest, SourceObject


class SentenceObject(TypedDict):
    """Something that a source says."""

    text: Annotated[str, "The sentence."]
    source: Annotated[str, "The key of its source."]


class TopicObject(TypedDict):
    """A topic, and the sentences that belong to it."""

    id: Annotated[str, "The id, as `creditcalc guide` takes it."]
    title: Annotated[str, "The question that it answers."]
    sentences: Annotated[list[SentenceObject], "In the order of the sheet."]


class GuideObject(BookObject):
    """What a price book says that is not a price, by topic: `creditcalc guide --json`."""

    schema: Literal["creditcalc/guide/1"]
    topics: Annotated[
        list[TopicObject],
        "All topics, in each of which a sentence may be; or those that answer a search, each sentence in the first.",
    ]
    sources: Annotated[list[SourceObject], "Every source that is named above."]


class VersionObject(TypedDict):
    """Which program this is: `creditcalc --version --json`."""

    schema: Literal["creditcalc/version/1"]
    version: Annotated[str, "The version of creditcalc."]
    sheets: Annotated[Digest, "The digest of all bundled sheets."]
    python: Annotated[str, "The version of Python that runs it."]
