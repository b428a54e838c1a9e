"""What customers of the demonstration wrote, by touchpoint and mood.

Keys are ``<touchpoint>`` and ``bad`` or ``good``; values are texts per language. Each
is used once, so that the list of comments reads like one.
"""

WORDS = {
    ("handover_appointment", "bad"): {
        "en": [
            "One date offered, a Tuesday at ten. I had to take a day off, and then "
            "waited an hour and forty minutes in the lobby.",
            "The handover was moved twice by text message. Nobody picked up when I "
            "called back.",
            "They handed us the keys and were gone in fifteen minutes. We found eleven "
            "defects by ourselves that evening.",
            "Three counters, four queues, two sets of copies of the same papers. It "
            "should be one table.",
            "Forty families on the same morning and two engineers. Well.",
        ],
        "zh": [
            "收楼只给一个时间，还是工作日上午，请假去了又等了一个多小时。",
            "收楼日期改了两次，都是短信通知，打电话没人接。",
            "验房的工程师一个人带三家，我家的问题都是自己发现的。",
            "手续太麻烦，同样的资料复印了三份，跑了四个窗口。",
            "交了尾款之后态度就变了，收楼那天没有人管我们。",
        ],
    },
    ("repair", "bad"): {
        "en": [
            "The bathroom ceiling has leaked since March. Three visits, three "
            "different people, no result.",
            "I was told somebody would come on Friday. Which Friday?",
            "The repair was marked as done in the app. Nobody had been here.",
            "A door that does not close should not take seven weeks.",
            "Friendly man, but without the part. He never came back with it.",
        ],
        "zh": [
            "厕所天花漏水，报修三次，每次换一个人来看，到现在没修好。",
            "说好周五上门，等了一天没人来，也没有电话。",
            "系统显示已完成，可是根本没有人来过。",
            "一扇门关不上，修了七个星期。",
            "师傅态度不错，就是没有配件，后来也没有下文。",
        ],
    },
    ("repair", "good"): {
        "en": [
            "Reported on Monday evening, mended on Tuesday noon. So it is possible!",
            "The new repair team calls before they come and takes its shoes off. "
            "Thank you.",
            "After the complaint last spring somebody finally took it in hand. The "
            "leak is gone, and they asked a week later whether it was still dry.",
        ],
        "zh": [
            "这次报修当天就上门了，和年初比进步很大。",
            "修完还打电话回访，问漏水有没有再出现，很满意。",
            "新来的维修师傅很专业，修完把地也拖干净了。",
        ],
    },
    ("handover_appointment", "good"): {
        "en": [
            "We could choose a Saturday, and one engineer stayed with us two hours. "
            "My sister, who moved in last year, could not believe it.",
            "Everything at one table, forty minutes, keys in hand.",
        ],
        "zh": [
            "可以预约周六收楼，工程师全程陪同，每个问题都拍照登记，很好。",
            "收楼流程比邻居去年说的顺利多了，一张桌子全部办完。",
        ],
    },
    ("residents_app", "bad"): {
        "en": [
            "The app logs me out each time, and after that my report is gone.",
            "Why can I book the pool but not pay the fee?",
        ],
        "zh": [
            "业主APP经常闪退，报修写到一半就没了。",
            "APP里看不到维修进度，只能打电话问。",
        ],
    },
    ("residents_app", "good"): {
        "en": ["Letting my parents in from the office with the app is wonderful."],
        "zh": ["用APP交费、预约会所都很方便。"],
    },
    ("service_desk", "bad"): {
        "en": [
            "The desk closes at six. I come home at seven.",
            "The young man at the desk kept looking at his phone while I explained.",
        ],
        "zh": ["物业前台换人太快，每次都要从头讲一遍。"],
    },
    ("service_desk", "good"): {
        "en": [
            "Mrs Liu at the desk knows every child by name.",
            "They carried my mother's wheelchair up when the lift was out. I will not "
            "forget that.",
        ],
        "zh": [
            "管家很贴心，下雨天主动帮老人拿东西。",
            "物业前台的刘小姐有问必答，办事很快。",
        ],
    },
    ("home", "bad"): {
        "en": ["You can hear the neighbour's television through the bedroom wall."],
        "zh": ["厨房的柜门颜色和样板间不一样。"],
    },
    ("home", "good"): {
        "en": [
            "Light from two sides and a view of the water. We love the flat.",
            "Solid building, quiet lifts, a garden that is looked after.",
        ],
        "zh": ["户型方正，采光好，住得很舒服。", "小区绿化很好，晚上散步很惬意。"],
    },
    ("fee_statement", "bad"): {
        "en": [
            "The fee rose by nine per cent, and the statement does not say why.",
            "What is 'other public expenses'? It is a fifth of the bill.",
        ],
        "zh": ["物业费涨了，账单上看不出钱花在哪里。", "车位管理费太贵，性价比不高。"],
    },
    ("annual_meeting", "good"): {
        "en": ["The managing director came himself and took the microphone. Respect."],
        "zh": ["年度业主大会把承诺和完成情况逐条讲清楚，这个品牌信得过。"],
    },
    ("owners_club", "good"): {
        "en": ["Moon festival in the garden, and now we know our neighbours."],
        "zh": ["中秋晚会办得很用心，孩子们很开心。"],
    },
    ("owners_club", "bad"): {
        "en": ["All club evenings are on weekdays at four. For whom?"],
        "zh": ["会所活动总是报不上名。"],
    },
    ("car_park", "bad"): {
        "en": [
            "Drove round the block three times; the visitors' car park was full of "
            "staff cars.",
            "No sign at the second crossing. We came twenty minutes late, and by then "
            "our adviser was with somebody else.",
        ],
        "zh": [
            "停车场指示不清楚，绕了三圈才找到入口。",
            "周末看楼的人太多，等了四十分钟才有人接待。",
        ],
    },
    ("advice", "bad"): {
        "en": [
            "He answered every question with 'you have to decide today'.",
            "Asked about the substation beside block 5 and got no answer at all.",
        ],
        "zh": ["销售一直催着交定金，问题没有回答清楚。"],
    },
    ("advice", "good"): {
        "en": [
            "She showed us the page with the drawbacks before we asked. We trust her.",
            "No hurry, no pressure, and an answer in writing the next morning.",
        ],
        "zh": [
            "置业顾问很专业，主动告诉我们不利因素，不夸大。",
            "讲解耐心，没有催我们下定。",
        ],
    },
    ("materials", "good"): {
        "en": ["At last a show flat where the labels say what is decoration."],
        "zh": ["样板间的材料都有标签，可以摸，很放心。"],
    },
    ("materials", "bad"): {
        "en": ["The taps in the show flat are not the ones in the contract annex."],
        "zh": ["样板间太漂亮，担心交楼的时候不是这个标准。"],
    },
    ("price_list", "bad"): {
        "en": [
            "The price on the list was without the parking space, the price on the "
            "second list was without the balcony.",
        ],
        "zh": ["付款方案变来变去，价格不透明。"],
    },
    ("price_list", "good"): {
        "en": ["One price, on paper, to take home. That is rare."],
        "zh": ["一口价，写得清清楚楚，带回家慢慢比较。"],
    },
    ("reception", "good"): {
        "en": ["Greeted by name, and the children got something to draw with."],
        "zh": ["前台记得我的名字，还给孩子准备了画笔。"],
    },
}
