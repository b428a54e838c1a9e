"""What customers tell without a word of feeling: queues, broken promises, quick help.

Tones are those of ``comment_words.py``. A pattern is found anywhere in a clause of a
Chinese comment, and anywhere in an English one; each counts once.
"""

CHINESE = [
    (
        -1.5,
        r"[等拖排花][了到]?.{0,6}[一二两三四五六七八九十百几多数半\d]+个?多?个?(?:小时|"
        r"钟头|分钟|天|周|星期|礼拜|月|年)",
    ),
    (
        -1.5,
        r"(?:过了?|都|已经|快)[一二两三四五六七八九十百几多数半\d]+个?多?个?(?:小时|"
        r"钟头|天|周|星期|礼拜|月|年)了?.{0,6}[还没不]",
    ),
    (
        -1.5,
        r"[一二两三四五六七八九十百几多数半\d]+(?:次|遍|趟|回|"
        r"个电话).{0,8}[都还也才没不]",
    ),
    (
        -1.2,
        r"(?:打|跑|找|问|催|报修|投诉|反映|联系|去|换|修|提)了?(?:好|"
        r"有)?[一二两三四五六七八九十百几多数半\d]+多?(?:次|遍|趟|回|个电话)",
    ),
    (
        -1.5,
        r"(?:说好|说是|答应|承诺|保证|约好|讲好|原定|本来).{0,14}(?:却|没|不|还|结果|"
        r"现在|变|才|推)",
    ),
    (
        -1.5,
        r"(?:承诺|答应|说好|宣传|广告|样板).{0,8}的.{0,10}(?:没|不|哪|呢|影|缩|变|差)",
    ),
    (
        -1.5,
        r"连.{1,8}[都也][没不]",
    ),
    (
        -1.2,
        r"(?:为什么|为啥|凭什么|怎么[还都又总老就这])",
    ),
    (
        -1.2,
        r"[又再]要?(?:交|收|涨|坏|漏|停|等|跑|改|换|推|延)",
    ),
    (
        -1.2,
        r"比.{1,10}[贵慢差少小远旧]",
    ),
    (
        1.2,
        r"[比跟和].{1,8}(?:便宜|快|好|强|方便)",
    ),
    (
        -1.2,
        r"[没无]人(?!.{0,3}排队)",
    ),
    (
        -1.5,
        r"到(?:现在|今天|目前|如今).{0,8}[没不未]",
    ),
    (
        -1.2,
        r"[没不]见(?:人|好|动|效|踪)",
    ),
    (
        -0.8,
        r"(?:只|就)(?:有|开|给|剩|来)了?(?:一|两|几)",
    ),
    (
        -0.6,
        r"(?:要|得|需要)(?:跑|等|排|交|花|转|填|爬|走)",
    ),
    (
        -1.0,
        r"(?:用|买|住|装|修|穿|开|换|洗)(?:了|完|过)?(?:不到|没|"
        r"才)?[一二两三四五六七八九十百几多数半\d]+个?(?:天|周|星期|月|年|次|"
        r"回).{0,6}(?:就|又|便)",
    ),
    (
        1.5,
        r"(?:[一二两三四五六七八九十百几多数半\d]+个?)?(?:分钟|小时|当天|第二天|次日|"
        r"马上|立刻|一会儿?|几下)(?:之?内)?就.{0,6}(?:好|到|完|成|来|解决|回|上门|送)",
    ),
    (
        1.5,
        r"(?:不用|不必|无需|不需要|没有|没怎么|几乎不)(?:再)?(?:排队|等|跑|带|交钱|"
        r"担心|催)",
    ),
    (
        0.6,
        r"(?:帮|替|给)(?:我|我们|老人|孩子|妈妈|爸爸|家人).{1,10}",
    ),
    (
        1.2,
        r"(?:还|主动|特意|专门|亲自)(?:会)?(?:帮|送|打电话|上门|提醒|教|陪|给|来)",
    ),
    (
        1.5,
        r"(?:推荐|介绍)给",
    ),
    (
        1.2,
        r"(?:下次|以后|明年|还)(?:还|也)?会?(?:再|继续|一直)?(?:来|买|选|用|住|光顾|"
        r"支持)(?!.{0,2}[不])",
    ),
    (
        -2.0,
        r"(?:再也|绝对|肯定|以后|下次)(?:都|再|就)?不(?:会|想|敢|来|买|去)",
    ),
    (
        1.5,
        r"越来越(?:好|方便|快|漂亮|干净|满意|喜欢|放心)",
    ),
]
ENGLISH = [
    (
        -1.2,
        r"\b(?:wait(?:ed|ing)?|stood|queue[d]?|on hold|it took|took (?:me|us|them)|"
        r"after|spent|lost)\b.{0,25}\b(?:\d+|two|three|four|five|six|seven|eight|nine|"
        r"ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|several|many|"
        r"countless|a few|half an?|an?|a whole)(?: and a half)? (?:minutes?|hours?|"
        r"days?|weeks?|months?|years?|weekends?|mornings?|afternoons?)",
    ),
    (
        -1.2,
        r"\b(?:three|four|five|six|seven|several|many|countless|\d+) (?:times|calls|"
        r"e-?mails|visits|attempts|messages|letters|trips)\b",
    ),
    (
        -1.5,
        r"\bstill (?:no|not|nothing|waiting|have|has|do|does|did|is|are|can|un\w+)\b",
    ),
    (
        -1.5,
        r"\b(?:never|not once) (?:\w+ ){0,2}(?:called|answered|replied|came|arrived|"
        r"worked|told|showed|turned|got|received|heard|returned|again|seen|been)",
    ),
    (
        -1.0,
        r"\b(?:no ?one|nobody|no staff|none of)\b",
    ),
    (
        -1.5,
        r"\b(?:no|without(?: any)?|not a single) (?:answer|reply|response|explanation|"
        r"apology|notice|warning|information|news|help|solution|refund|signs?|seats?|"
        r"parking|hot water|heating|lift|wi-?fi|reception|result|progress|receipt|"
        r"choice)\b",
    ),
    (
        -1.0,
        r"\b(?:can ?not|can't|could ?n[o']t|couldn't|unable to|impossible to|won't|"
        r"would not|wouldn't|refused to|failed to|forgot|does ?n[o']t|doesn't|"
        r"did ?n[o']t|didn't|is ?n[o']t|isn't|was ?n[o']t|wasn't|aren't|"
        r"weren't)\b(?! (?:have to|need to|had to|wait|hesitate|be happier|fault|"
        r"complain|mind|take long|ask for more))",
    ),
    (
        -1.2,
        r"\b(?:had|have|has) to (?:call|wait|ask|go|come|return|chase|pay|queue|repeat|"
        r"explain|walk|drive|phone|ring|write|print|send|do|find|carry|buy|stand|"
        r"search)",
    ),
    (
        1.5,
        r"\b(?:did not|didn't|don't|do not|no need to|never) (?:have|need|"
        r"had)? ?(?:to )?(?:wait|queue|ask|chase|call)",
    ),
    (
        -0.8,
        r"\b(?:was|were|been|being|had) (?:promised|told|assured|supposed)\b",
    ),
    (
        -1.5,
        r"\b(?:promised|said|supposed|advertised|claimed)\b.{0,40}\b(?:but|never|no|"
        r"not|nothing|instead|nowhere|only|later|n't|different|still)\b",
    ),
    (
        -0.8,
        r"\binstead(?: of)?\b",
    ),
    (
        -1.5,
        r"\b(?:yet again|once again|again and again|over and over|back and forth|"
        r"from one \w+ to (?:another|the next)|passed (?:around|from)|passes the buck|"
        r"nobody's fault)\b",
    ),
    (
        -0.8,
        r"\b(?:went|gone|going|go) up\b|\b(?:increase[sd]?|rose|doubled|raised)\b",
    ),
    (
        -0.8,
        r"\b(?:more|less|smaller|slower|worse|dearer|longer|later|fewer|"
        r"higher) (?:\w+ ){0,2}than\b",
    ),
    (
        -1.2,
        r"\btoo (?!good|busy admiring)\w+",
    ),
    (
        -0.8,
        r"\bonly (?:one|two|a few|a single|half)\b",
    ),
    (
        -1.8,
        r"\b(?:out of (?:order|stock|service|date)|not working|stopped working|"
        r"fell (?:off|apart)|came off|broke down|gave up|hung up|ran out|sold out|"
        r"let down|fed up|put off|turned away|cut off|left (?:alone|waiting|"
        r"standing))\b",
    ),
    (
        -1.5,
        r"\b(?:peeling|expired|chipped|torn|ripped|rusty|rusted|mouldy|blocked|clogged|"
        r"flooded|flickers?|rattles?|squeaks?|wobbly|loose|burnt|overcooked|"
        r"undercooked|soggy|bland|tasteless|greasy|dusty|sticky|blurry|freezing|stuffy|"
        r"dark|dim|cold|bumpy|packed|overcrowded|understaffed|indifferent|impatient|"
        r"unfriendly|unhelpful|clueless|arrogant|curt|pushy|patronising|untidy|filthy|"
        r"cheap-looking|flimsy|clumsy|sluggish|laggy|buggy|unstable|inaccurate|"
        r"incomplete|inconsistent|contradictory|hidden|unexpected|unfair|disorganised|"
        r"disorganized|chaotic|chaos|messy|nonsense|pointless|worthless|hopeless|"
        r"appalling|dreadful|shocking|lousy|mediocre|disappointing|underwhelming|"
        r"tedious|endless|nightmare|hassle|rip-?off|cheated|robot|bots?|scripts?|"
        r"runaround|shrug(?:ged)?|roll(?:ed|s|ing)? (?:his|her|their) eyes|"
        r"wrong (?:size|colour|color|address|item|order|date|name|amount))\b",
    ),
    (
        -0.6,
        r"\b(?:where|when) (?:is|are|will) (?:my|our|the) \w+.{0,30}\?",
    ),
    (
        -1.0,
        r"\bwhy (?:do|does|did|is|are|can|should|must|am)\b",
    ),
    (
        -1.5,
        r"\b(?:never|not|n't) (?:\w+ ){0,3}(?:again|come back|buying|return)\b",
    ),
    (
        -2.0,
        r"\bwould(?:n't| not) recommend\b",
    ),
    (
        1.2,
        r"\b(?:in|within|under|less than|took(?: only| just)?|after only|only) (?:\d+|"
        r"two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|"
        r"forty|fifty|sixty|ninety|several|many|countless|a few|half an?|an?|"
        r"a whole) (?:minutes?|hour)\b",
    ),
    (
        0.8,
        r"\b(?:the )?(?:same|very next|next) (?:day|morning|afternoon|evening)\b",
    ),
    (
        1.0,
        r"\b(?:first|right) (?:time|away)\b|\bstraight ?away\b|\bimmediately\b|"
        r"\bat once\b|\bon time\b|\bin no time\b|\bahead of (?:time|schedule)\b|"
        r"\bearl(?:y|ier)\b",
    ),
    (
        1.8,
        r"\b(?:no|without(?: any)?|hardly any|zero|not a single) (?:queues?|problems?|"
        r"waiting|wait|trouble|hassle|fuss|hidden \w+|paperwork|surprises|"
        r"scratch(?:es)?|faults?|complaints?|noise|delays?|fees?)\b",
    ),
    (
        0.6,
        r"\b(?:come|be|coming|going|go) back\b(?! (?:and|to (?:get|fix|collect|"
        r"complain)|again to|twice|three|four))",
    ),
    (
        1.2,
        r"\b(?:explained|walked|showed|helped|guided|apologi[sz]ed|offered|upgraded|"
        r"thanked|smiled|listened|remembered|patient(?:ly)?|polite(?:ly)?|welcoming|"
        r"caring|considerate|thoughtful|neat(?:ly)?|handy|sturdy|solid|durable|"
        r"delicious|tasty|generous|cosy|cozy|airy|sunny|peaceful|well[- ](?:packed|"
        r"organi[sz]ed|kept|made|designed|lit|run|trained|informed)|up[- ]to[- ]date|"
        r"user-friendly|intuitive|effortless|hassle-free|painless|straightforward|"
        r"top-notch|first-class|faultless|flawless|impeccable|outstanding|superb|"
        r"brilliant|excellent|exceeded|beyond expectations|like new|as promised|"
        r"as described|as agreed|worth (?:it|every|the)|good value|keep it up|"
        r"well done|five stars|thumbs up|loyal customer|trust(?:worthy)?|"
        r"recommend(?:ed)?)\b",
    ),
    (
        -1.2,
        r"\bnever (?:an?|any|enough|one|open|free|there)\b",
    ),
]
# "No remarks": neither good nor bad, whatever the words are.
CHINESE_NOTHING = (
    r"(?:没有?|无|暂无)(?:什么|啥|任何|其他|其它|别的)?(?:特别|特殊)?的?(?:意见|建议|"
    r"要说|补充|想法|看法|问题)"
)
ENGLISH_NOTHING = (
    r"\b(?:nothing|no(?:ne)?) (?:to (?:add|say|report)|(?:further |special |"
    r"other )?(?:comments?|remarks?|opinion|suggestions?))\b"
)
