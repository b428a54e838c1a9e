"""Scales in words that survey tools and their users write, in English and Chinese."""

from __future__ import annotations

from typing import NamedTuple


class WordScale(NamedTuple):
    """The boxes of a scale from the worst to the best, each with its wordings."""

    family: str
    boxes: tuple[str, ...]


# A wording stands in one box only. The shorter scale of a family comes first.
SCALES = (
    WordScale(
        "agreement",
        (
            "strongly disagree|completely disagree|totally disagree|非常不同意|完全不同意"
            "|强烈反对|非常不赞同|完全不赞同|非常不符合|完全不符合",
            "disagree|somewhat disagree|不同意|比较不同意|不太同意|不赞同|不符合"
            "|比较不符合",
            "neither agree nor disagree|neutral|undecided|neither|一般|中立|不确定"
            "|既不同意也不反对|说不清",
            "agree|somewhat agree|同意|比较同意|赞同|比较赞同|符合|比较符合",
            "strongly agree|completely agree|totally agree|非常同意|完全同意|强烈同意"
            "|非常赞同|完全赞同|非常符合|完全符合",
        ),
    ),
    WordScale(
        "agreement",
        (
            "strongly disagree|completely disagree|totally disagree|非常不同意|完全不同意",
            "disagree|mostly disagree|moderately disagree|不同意",
            "somewhat disagree|slightly disagree|比较不同意|有点不同意|不太同意",
            "neither agree nor disagree|neutral|undecided|neither|一般|中立|不确定"
            "|既不同意也不反对|说不清",
            "somewhat agree|slightly agree|比较同意|有点同意",
            "agree|mostly agree|moderately agree|同意",
            "strongly agree|completely agree|totally agree|非常同意|完全同意",
        ),
    ),
    WordScale(
        "satisfaction",
        (
            "very dissatisfied|extremely dissatisfied|completely dissatisfied"
            "|very unsatisfied|非常不满意|很不满意|极不满意",
            "dissatisfied|somewhat dissatisfied|unsatisfied|不满意|比较不满意|不太满意",
            "neutral|neither satisfied nor dissatisfied|neither|一般|中立|普通|说不清",
            "satisfied|somewhat satisfied|满意|比较满意|较满意",
            "very satisfied|extremely satisfied|completely satisfied|非常满意|很满意"
            "|十分满意",
        ),
    ),
    WordScale(
        "satisfaction",
        (
            "not at all satisfied|完全不满意",
            "not so satisfied",
            "somewhat satisfied",
            "very satisfied",
            "extremely satisfied",
        ),
    ),
    WordScale(
        "satisfaction",
        (
            "very dissatisfied|extremely dissatisfied|completely dissatisfied|非常不满意"
            "|很不满意",
            "dissatisfied|moderately dissatisfied|mostly dissatisfied|不满意",
            "somewhat dissatisfied|slightly dissatisfied|比较不满意|有点不满意|不太满意",
            "neutral|neither satisfied nor dissatisfied|neither|一般|中立|说不清",
            "somewhat satisfied|slightly satisfied|比较满意|有点满意|较满意",
            "satisfied|moderately satisfied|mostly satisfied|满意",
            "very satisfied|extremely satisfied|completely satisfied|非常满意|很满意"
            "|十分满意",
        ),
    ),
    WordScale(
        "likelihood",
        (
            "very unlikely|extremely unlikely|definitely not|非常不可能|完全不可能"
            "|绝对不会|肯定不会",
            "unlikely|somewhat unlikely|probably not|不可能|不太可能|可能不会",
            "neutral|neither likely nor unlikely|might or might not|neither|一般|中立"
            "|不确定|说不准",
            "likely|somewhat likely|probably|probably yes|可能|比较可能|可能会",
            "very likely|extremely likely|definitely|definitely yes|非常可能|肯定会"
            "|一定会",
        ),
    ),
    WordScale(
        "likelihood",
        (
            "not at all likely",
            "not so likely",
            "somewhat likely",
            "very likely",
            "extremely likely",
        ),
    ),
    WordScale(
        "likelihood",
        (
            "very unlikely|extremely unlikely|非常不可能",
            "unlikely|moderately unlikely|不可能",
            "somewhat unlikely|slightly unlikely|不太可能|有点不可能",
            "neutral|neither likely nor unlikely|neither|一般|中立|不确定",
            "somewhat likely|slightly likely|比较可能|有点可能",
            "likely|moderately likely|可能",
            "very likely|extremely likely|非常可能",
        ),
    ),
    WordScale(
        "frequency",
        (
            "never|从不|从未|从来没有",
            "rarely|seldom|很少",
            "sometimes|occasionally|有时|有时候|偶尔",
            "often|usually|frequently|most of the time|经常|常常|通常",
            "always|总是|一直|每次",
        ),
    ),
    WordScale(
        "frequency",
        (
            "never|从不|从未",
            "almost never|very rarely|几乎从不",
            "rarely|seldom|很少",
            "sometimes|occasionally|有时|偶尔",
            "often|frequently|经常",
            "almost always|usually|very often|几乎总是|通常",
            "always|总是",
        ),
    ),
    WordScale(
        "ease",
        (
            "very difficult|very hard|extremely difficult|非常困难|很困难|非常难",
            "difficult|hard|somewhat difficult|困难|比较困难|较难",
            "neutral|neither easy nor difficult|neither|一般|中立",
            "easy|somewhat easy|容易|比较容易|简单|比较简单",
            "very easy|extremely easy|非常容易|很容易|非常简单|很简单",
        ),
    ),
    WordScale(
        "ease",
        (
            "not at all easy",
            "not so easy",
            "somewhat easy",
            "very easy",
            "extremely easy",
        ),
    ),
    WordScale(
        "ease",
        (
            "very difficult|very hard|extremely difficult|非常困难|很困难",
            "difficult|hard|moderately difficult|困难",
            "somewhat difficult|slightly difficult|比较困难|有点困难|较难",
            "neutral|neither easy nor difficult|neither|一般|中立",
            "somewhat easy|slightly easy|比较容易|有点容易",
            "easy|moderately easy|容易",
            "very easy|extremely easy|非常容易|很容易",
        ),
    ),
    WordScale(
        "quality",
        (
            "very poor|very bad|terrible|awful|很差|非常差|极差",
            "poor|bad|below average|差|较差|比较差",
            "fair|average|ok|okay|neutral|acceptable|一般|中等|普通",
            "good|above average|好|较好|比较好|良好",
            "very good|excellent|outstanding|很好|非常好|优秀|极好",
        ),
    ),
    WordScale(
        "importance",
        (
            "not at all important|not important|very unimportant|非常不重要|完全不重要",
            "not so important|slightly important|unimportant|不重要|不太重要",
            "somewhat important|moderately important|neutral|一般|中立",
            "very important|important|重要|比较重要",
            "extremely important|非常重要|很重要|极其重要",
        ),
    ),
)
