"""Exports that are known by their columns: what the technical ones are.

A form is recognised by the names that its tool always writes. Its technical columns
are then no guess: the respondent's id, the moment, what says that a row is a preview
or was never finished. Questions stay to be guessed as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..base.messages import Message, _lt
from .column import Column
from .column_samples import ColumnSample

WHY_FORM = _lt("A column of %(form)s.")
IS, EMPTY, BELOW = "is", "empty", "below"


class Form(NamedTuple):
    """A tool's export.

    ``marks`` are the names (small letters) of which at least ``least`` are there;
    ``roles`` are tuples of a pattern over a column's name and its role, the first that
    fits counts; ``leave_out`` of a pattern and (kind, value) of rows that do not
    count; ``codes`` are numbers that always stand for "not answered"; ``zone`` and
    ``date_order`` say how moments are written, where the tool leaves no choice.
    """

    name: str
    marks: frozenset[str]
    least: int
    roles: tuple[tuple[str, str], ...]
    leave_out: tuple[tuple[str, tuple[str, str]], ...] = ()
    codes: tuple[float, ...] = ()
    zone: str | None = None
    date_order: str | None = None

    def column(self, seen: ColumnSample, hint: str = "") -> Column | None:
        """What the tool's own column is, or None for one of a question."""
        for pattern, role in self.roles:
            if re.fullmatch(pattern, seen.name):
                if role in ("email", "phone", "reference", "name") and not seen.texts:
                    role = "ignore"
                leave_out = next(
                    (
                        rule
                        for name, rule in self.leave_out
                        if re.fullmatch(name, seen.name)
                    ),
                    None,
                )
                return Column(
                    seen.header,
                    role,
                    confidence=1.0,
                    reason=Message(WHY_FORM, {"form": self.name}),
                    leave_out=leave_out,
                )
        return None


FORMS = (
    Form(
        "Qualtrics",
        frozenset(
            {
                *("startdate", "enddate", "status", "progress", "finished"),
                *("recordeddate", "responseid", "userlanguage"),
                *("start date", "end date", "response type", "recorded date"),
                *("response id", "user language", "distribution channel"),
            }
        ),
        5,
        (
            (r"response ?id", "respondent"),
            (r"end ?date", "date"),
            (r"recipient ?email", "email"),
            (r"external( data)? ?reference", "reference"),
            (
                r"start ?date|recorded ?date|status|response type|progress|finished"
                r"|duration.*|ip ?address|recipient (last|first) ?name"
                r"|location (latitude|longitude)|distribution ?channel|user ?language"
                r"|.*nps group|.*- group",
                "ignore",
            ),
        ),
        (
            (
                "status|response type",
                (
                    IS,
                    "1, 2, 8, 9, 12, 17, Survey Preview, Survey Test, Spam,"
                    " Possible Spam, Survey Preview Spam, Imported Spam,"
                    " Offline Survey Preview",
                ),
            ),
            ("finished", (IS, "0, False, FALSE, 否")),
        ),
    ),
    Form(
        "SurveyMonkey",
        frozenset(
            {
                *("respondent id", "collector id", "date created", "date modified"),
                *("start date", "end date", "ip address", "email address"),
                *("first name", "last name", "custom data 1"),
            }
        ),
        3,
        (
            (r"respondent ?id", "respondent"),
            (r"end date|date modified", "date"),
            (r"email address", "email"),
            (
                r"collector ?id|start date|date created|ip address|first name|last name"
                r"|custom (data|value) ?\d*",
                "ignore",
            ),
        ),
        (("collector ?id", (IS, "Test, Preview")),),
        date_order="mdy",
    ),
    Form(
        "LimeSurvey",
        frozenset(
            {
                *("response id", "date submitted", "last page", "start language"),
                *("seed", "date started", "date last action", "referrer url"),
                *("submitdate", "lastpage", "startlanguage", "startdate", "datestamp"),
                *("ipaddr", "refurl"),
            }
        ),
        3,
        (
            (r"response id|id", "respondent"),
            (r"date submitted|submit ?date", "date"),
            (r"date started|start ?date", "started"),
            (r"email( address)?", "email"),
            (r".*\[comment\]", "comment"),
            (
                r"last ?page|start ?language|seed"
                r"|date last action|date ?stamp|ip ?addr(ess)?|referrer url|ref ?url"
                r"|token|access code|.*\[other\]|.*time",
                "ignore",
            ),
        ),
        (("date submitted|submit ?date", (EMPTY, "")),),
    ),
    Form(
        "Typeform",
        frozenset(
            {
                *("start date (utc)", "submit date (utc)", "stage date (utc)"),
                *("network id", "response type", "ending"),
            }
        ),
        2,
        (
            (r"#", "respondent"),
            (r"submit date \(utc\)", "date"),
            (
                r"start date \(utc\)|stage date \(utc\)|network id|response type|tags"
                r"|ending",
                "ignore",
            ),
        ),
        (("response type", (IS, "partial, started")),),
        zone="UTC",
    ),
    Form(
        "Microsoft Forms",
        frozenset(
            {
                *("start time", "completion time", "last modified time"),
                *("开始时间", "完成时间", "上次修改时间"),
            }
        ),
        2,
        (
            (r"id", "respondent"),
            (r"completion time|完成时间", "date"),
            (r"e-?mail|电子邮件", "email"),
            (r"name|姓名|名称", "name"),
            (
                r"start time|开始时间|last modified time|上次修改时间|language|语言"
                r"|(points|feedback|分数|反馈) ?- .*|total points|quiz feedback|总分",
                "ignore",
            ),
        ),
    ),
    Form(
        "问卷星",
        frozenset(
            {
                *("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自ip"),
            }
        ),
        2,
        (
            (r"序号", "respondent"),
            (r"提交答卷时间", "date"),
            (r"所用时间|来源|来源详情|来自 ?ip|总分", "ignore"),
        ),
        (("所用时间", (BELOW, "5")),),
        codes=(-3,),
    ),
    Form(
        "腾讯问卷",
        frozenset(
            {
                *("编号", "开始答题时间", "结束答题时间", "答题时长", "清洗数据结果"),
                *("智能清洗数据结果", "用户类型", "用户标识", "自定义字段"),
            }
        ),
        3,
        (
            (r"编号", "respondent"),
            (r"结束答题时间", "date"),
            (
                r"开始答题时间|答题时长|语言|(智能)?清洗数据结果|地理位置.*|用户类型"
                r"|用户标识|昵称|自定义字段|ip|ua|referrer|中心主题",
                "ignore",
            ),
        ),
        (
            ("(智能)?清洗数据结果", (IS, "无效, 清洗, 已清洗")),
            ("答题时长", (BELOW, "5")),
        ),
    ),
    Form(
        "Google Forms",
        frozenset({"timestamp", "时间戳记", "时间戳", "zeitstempel", "horodateur"}),
        1,
        (
            (r"timestamp|时间戳记?|zeitstempel|horodateur", "date"),
            (r"email address|username|电子邮件地址|用户名", "email"),
            (r"score|总分", "ignore"),
        ),
    ),
)


def find_form(names: Iterable[str]) -> Form | None:
    """The form whose columns these are, or None.

    :param names: names of the columns, of both rows of a header where it has two
    """
    names = [" ".join(name.split()).lower() for name in names]
    there = set(names)
    for form in FORMS:
        if len(form.marks & there) >= form.least:
            if form.name == "Google Forms" and names[0] not in form.marks:
                continue  # its moment is the first column, as no other tool's
            return form
    return None


def is_left_out(text: str, kind: str, value: str | None) -> bool:
    """Does a row not count, by what stands in one of its columns?

    :param kind: ``is`` one of the texts in ``value``, ``empty``, or ``below`` the
        number there (of seconds, if it is a time that was taken)
    """
    text = text.strip()
    if kind == EMPTY:
        return not text
    if not text or not value:
        return False
    if kind == IS:
        return text.casefold() in {part.strip().casefold() for part in value.split(",")}
    took, limit = seconds(text), seconds(value)
    return took is not None and limit is not None and took < limit


def seconds(text: str) -> float | None:
    """A time that somebody took, such as 63秒, 1分3秒, 00:01:03 or 63."""
    text = text.strip()
    if found := re.fullmatch(r"(?:(\d+):)?(\d+):(\d+)", text):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        return 3600 * hours + 60 * minutes + rest
    found = re.fullmatch(
        r"(?:(\d+)\s*(?:h|小时|时)\s*)?(?:(\d+)\s*(?:m|min|分钟|分)\s*)?"
        r"(?:(\d+(?:\.\d+)?)\s*(?:s|sec|秒)?)?",
        text,
    )
    if not found or not any(found.groups()):
        return None
    parts = [float(part or 0) for part in found.groups()]
    return 3600 * parts[0] + 60 * parts[1] + parts[2]
