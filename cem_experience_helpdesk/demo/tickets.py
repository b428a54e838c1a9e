"""Tickets of the residents of Harbour View."""

from typing import NamedTuple


class Ticket(NamedTuple):
    """A ticket; ``opinion`` is (CSAT 1-5, CES 1-7, NPS 0-10, words) or None."""

    key: str
    title: str
    text: str
    customer: str
    category: str
    stage: str
    user: str
    opened_days: int
    closed_days: int | None = None
    opinion: tuple | None = None
    priority: str = "1"


# Customers 065 to 096 are settling in, 097 to 124 have settled.
TICKETS = (
    Ticket(
        "lift",
        "Lift of block 2 stops between floors",
        "Since Monday it has stopped twice. My mother does not dare to use it.",
        "098",
        "building",
        "new",
        "",
        0,
        priority="3",
    ),
    Ticket(
        "window",
        "阳台推拉门渗水",
        "下雨天阳台推拉门下沿渗水，木地板已经有水渍，请尽快安排师傅查看。",
        "071",
        "repair",
        "new",
        "",
        1,
    ),
    Ticket(
        "keys",
        "Second set of keys was not in the handover bag",
        "The list says four keys, there were two.",
        "083",
        "handover",
        "in_progress",
        "service",
        3,
    ),
    Ticket(
        "ceiling",
        "Bathroom ceiling leaks again",
        "Third time this year. Please send somebody who looks at the flat above.",
        "104",
        "repair",
        "in_progress",
        "service",
        6,
        priority="2",
    ),
    Ticket(
        "socket",
        "No power in two sockets of the kitchen",
        "They worked at the handover. The fuse is in order.",
        "077",
        "repair",
        "in_progress",
        "staff",
        4,
    ),
    Ticket(
        "fee",
        "What are “other public expenses”?",
        "A fifth of the bill has no name. I would like to see the list.",
        "110",
        "fee",
        "awaiting",
        "staff",
        8,
    ),
    Ticket(
        "plan",
        "Permit for moving a wall",
        "Plans are attached. When may the workers begin?",
        "089",
        "handover",
        "awaiting",
        "service",
        5,
    ),
    Ticket(
        "pool",
        "Pool pass for a guest",
        "My sister visits for two weeks. Can she use the pool?",
        "000",
        "building",
        "in_progress",
        "service",
        1,
        priority="0",
    ),
    Ticket(
        "door",
        "Bedroom door does not close",
        "It scrapes on the floor since the boards were laid.",
        "067",
        "repair",
        "done",
        "service",
        24,
        17,
        (2, 2, 3, "Seven weeks, four visits, and the door is still one finger off."),
        "2",
    ),
    Ticket(
        "letter",
        "Handover moved for the second time",
        "We had taken leave for the day. Who pays for it?",
        "091",
        "handover",
        "done",
        "staff",
        19,
        15,
        (1, 3, 2, "Nobody told us before we stood at the gate."),
        "2",
    ),
    Ticket(
        "tap",
        "Kitchen tap drips",
        "A drop a second, day and night.",
        "101",
        "repair",
        "done",
        "service",
        13,
        12,
        (5, 7, 10, "Reported in the evening, mended at noon. Thank you!"),
    ),
    Ticket(
        "visitor",
        "访客停车登记不成功",
        "APP里登记了车牌，闸口还是不放行。",
        "113",
        "building",
        "done",
        "staff",
        11,
        9,
        (4, 5, 8, "处理得比以前快，希望APP也能修好。"),
    ),
    Ticket(
        "bill",
        "Parking charged twice in October",
        "See the two lines on the statement.",
        "118",
        "fee",
        "done",
        "staff",
        9,
        7,
        (5, 6, 9, ""),
    ),
    Ticket(
        "aircon",
        "Air conditioner drips on the balcony below",
        "The neighbour below has complained, and rightly so.",
        "106",
        "repair",
        "done",
        "service",
        8,
        5,
    ),
    Ticket(
        "noise",
        "Drilling on Sunday morning",
        "Flat 14C. The rules say Monday to Saturday.",
        "095",
        "building",
        "cancelled",
        "staff",
        14,
        13,
        priority="0",
    ),
)
