"""Who bought, or may buy, at Harbour View: names that nobody real is meant by."""

from typing import NamedTuple

SURNAMES = (
    "Li 李,Zhang 张,Liu 刘,Yang 杨,Huang 黄,Zhou 周,Wu 吴,Xu 徐,Sun 孙,Ma 马,Zhu 朱,"
    "Hu 胡,Guo 郭,He 何,Gao 高,Luo 罗,Zheng 郑,Liang 梁,Xie 谢,Tang 唐,Han 韩,Feng 冯,"
    "Deng 邓,Cao 曹,Peng 彭,Xiao 萧,Cai 蔡,Pan 潘,Tian 田,Dong 董"
)
GIVEN_NAMES = (
    "Jiayi 佳怡,Haoran 浩然,Meiling 美玲,Zihan 子涵,Jianguo 建国,Xiuying 秀英,"
    "Yichen 奕辰,Ruoxi 若曦,Zhiqiang 志强,Lihua 丽华,Junjie 俊杰,Yutong 雨桐,"
    "Guohua 国华,Shufen 淑芬,Tianyu 天宇,Xinyi 欣怡,Wenbo 文博,Yanling 艳玲,"
    "Mingze 明泽,Siqi 思琪,Jianping 建平,Huimin 慧敏,Zixuan 子轩,Yuhan 雨涵,"
    "Dawei 大伟,Qiuyan 秋燕,Bowen 博文,Yaqi 雅琪"
)
# Not everybody has a short name, and not everybody is a person.
OTHERS = (
    "Margaret Lau",
    "Rajesh & Anita Chandrasekharan",
    "Thomas Ho",
    "Kowloon Bay Marine Engineering and Trading Company Limited (staff housing)",
    "Emily Fraser-Cheung",
    "Ahmad bin Ismail",
    "Grace Ng",
    "Sophie Delacroix",
    "Daniel Kwok",
    "Maria Concepcion de los Santos",
)
# Segment by lifecycle: how many customers, surveys each, and days between two.
SEGMENTS = {
    "prospect": (36, "viewing", (1, 2), (60, 130)),
    "signed": (28, "viewing", (2, 3), (60, 100)),
    "settling_in": (32, "living", (3, 4), (70, 95)),
    "settled": (28, "living", (3, 4), (80, 100)),
}
TIERS = ("a", "b", "b", "b", "c", "c")


class Person(NamedTuple):
    """A customer; ``lang`` is what the customer writes in."""

    key: str
    name: str
    email: str
    lang: str
    segment: str
    tier: str
    owner: str


# The one who may log in to the portal; the contact itself is in res_users_demo.xml
PORTAL = Person("000", "Lin Xiaoyan", "", "en", "settled", "a", "staff")


def people(rng):
    """All customers, in a fixed order.

    :param rng: a seeded ``random.Random``
    :return: list of :class:`Person`
    """
    surnames = [item.split() for item in SURNAMES.split(",")]
    given = [item.split() for item in GIVEN_NAMES.split(",")]
    pairs = [(family, own) for family in surnames for own in given]
    rng.shuffle(pairs)
    segments = [name for name, row in SEGMENTS.items() for _i in range(row[0])]
    places = rng.sample(range(len(segments)), len(OTHERS))
    others = dict(zip(places, OTHERS, strict=True))
    result = []
    for index, segment in enumerate(segments):
        (family, family_zh), (own, own_zh) = pairs[index]
        chinese = rng.random() < 0.4
        name = others.get(index) or (
            family_zh + own_zh if chinese else f"{family} {own}"
        )
        if segment in ("prospect", "signed"):
            owners = ("staff", "sales", "sales", "staff", "")
        else:
            owners = ("service", "staff", "service", "service", "")
        result.append(
            Person(
                key=f"{index + 1:03d}",
                name=name,
                email=f"{own}.{family}{index + 1}@example.com".lower(),
                lang="zh" if chinese and index not in others else "en",
                segment=segment,
                tier=rng.choice(TIERS),
                owner=rng.choice(owners),
            )
        )
    return result
