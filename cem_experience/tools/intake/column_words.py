"""The words by which columns are known, in English and Chinese.

Regular expressions over a column's name in lower case with its parts as words. They
are tried in order, so the more telling one stands first.
"""

# European Customer Satisfaction Index; its items are asked on 1-10
ECSI = {
    "CUEX": ("expectation", "product"),
    "PERQ": ("experience", "product"),
    "IMAG": ("experience", "brand"),
    "PERV": ("experience", "price"),
    "CUSA": ("experience", "satisfaction"),
    "CUSL": ("experience", "loyalty"),
    "CUSCO": ("experience", "complaints"),
}

# tried in order; the text found is what the reason quotes
ROLE_WORDS = (
    ("email", r"\be ?mails?\b|邮箱|邮件|电邮"),
    (
        "phone",
        (
            r"\b(tele)?phone\b|\bmobile( (no|number|phone))?$|\btel\b|\bcell\b"
            r"|电话|手机号?码?$|联系方式"
        ),
    ),
    ("date", r"\bdate\b|\btimestamp\b|\bdatetime\b|日期|时间$"),
    (
        "reference",
        (
            r"\bref(erence)?\b|\b(customer|client|member|account|card|contract) ?"
            r"(id|no|number|code)\b|(客户|会员|合同|订单)(编号|号码?)|卡号|账号"
        ),
    ),
    (
        "respondent",
        r"^id$|\brespondent\b|\bresponse id\b|^(no|nr|#)$|编号|序号|受访者|答卷",
    ),
    ("name", r"^((full|first|last|customer|client) )?name$|姓名|名字|称呼|客户名称?$"),
)
COMMENT = (
    r"\bcomments?\b|\bremarks?\b|\bsuggest\w*|\bfeedback\b|\bopinions?\b|\bwhy\b"
    r"|\breasons?\b|\bnotes?\b|\bverbatim\b|评论|建议|意见|备注|留言|反馈|原因"
)
NO_ANSWER = (
    r"\bage\b|\bgender\b|\bsex\b|\bregion\b|\bcity\b|\bstore\b|\bbranch\b|\bsegment\b"
    r"|\byear\b|\bmonth\b|\bincome\b|年龄|性别|地区|城市|门店|收入|年份|月份"
)
MEASURE_WORDS = (
    ("nps", r"\bnps\b|净推荐"),
    ("ces", r"\bces\b|\beffort\b|费力|省力"),
    ("emotion", r"\bemotions?\b|\bfeel(ing)?s?\b|\bmood\b|情感|情绪|心情"),
    ("importance", r"\bimportan\w+|\bweight\b|重要|权重"),
    ("expectation", r"\bexpect\w*|期望|预期|期待"),
    ("csat", r"\bcsat\b|(?<!dis)\bsatisf\w+|满意"),
    ("nps", r"\brecommend\w*|推荐"),
    (
        "experience",
        (
            r"\bexperience\w*|\bperceiv\w+|\bperformance\b|\bactual\b|\brat(e|ing)\b"
            r"|\bscore\b|体验|感知|感受|实际|评分|打分|得分"
        ),
    ),
)
DIMENSION_WORDS = (
    ("complaints", r"\bcomplain\w*|投诉|抱怨"),
    (
        "loyalty",
        r"\bloyal\w*|\brepurchase\b|\bretention\b|\bstay\b|忠诚|复购|回购|再次",
    ),
    ("price", r"\bpric\w+|\bvalue\b|\bcosts?\b|\bfees?\b|价格|性价比|价值|费用"),
    ("convenience", r"\bconvenien\w+|\beas[ey]\w*|\bwaiting\b|便利|方便|便捷"),
    ("brand", r"\bbrand\b|\bimage\b|\breputation\b|品牌|形象"),
    ("relationship", r"\brelation\w*|\bmember\w*|\bclub\b|\bvip\b|关系|会员"),
    ("service", r"\bservices?\b|\bstaff\b|\bsupport\b|\badvice\b|服务|员工|售后|客服"),
    ("product", r"\bproducts?\b|\bquality\b|\bgoods\b|产品|商品|质量|品质"),
    ("satisfaction", r"\boverall\b|\bsatisf\w+|总体|整体|满意"),
)
