"""Words that say how somebody feels, in Chinese and in English, for customers' comments.

Tones go from -3 (very bad) to 3 (very good). The English ones stand beside those of
VADER, which knows moods but not queues, leaks and broken promises.
"""

_CHINESE = {
    3: "太棒了 完美 无可挑剔 超出预期 强烈推荐 感动 惊喜",
    2: "满意 很好 非常好 优秀 出色 专业 热情 周到 贴心 细心 耐心 推荐 赞 棒 点赞 喜欢 感谢"
    " 谢谢 好评 一流 惊艳 舒服 舒适 愉快 开心 放心 值得 物有所值 物超所值 高效 省心"
    " 负责 用心 友好 亲切 和蔼 完善 精致 漂亮 优质 信赖 信任 表扬 称赞 顺心 温馨"
    " 超值 给力 佩服 无微不至 面面俱到",
    1: "好 不错 可以 方便 便利 便捷 快 快速 及时 准时 顺利 清楚 清晰 干净 整洁 安静 宽敞"
    " 明亮 合理 实惠 便宜 礼貌 客气 认真 主动 改善 改进 进步 提高 提升 稳定 简单 轻松"
    " 可靠 安全 新鲜 好吃 流畅 好用 实用 齐全 丰富 详细 准确 解决了 修好了 修好 有礼"
    " 透明 结实 划算 愿意 期待 帮助 帮忙 支持 当天就 很快 省时 好多了 守时 体面 好看 信心 诚恳",
    -1: "慢 久 贵 少 吵 旧 脏 乱 差 远 挤 小气 麻烦 不便 复杂 繁琐 难 困难 等了 排队 拥挤"
    " 混乱 简陋 单调 陈旧 狭小 模糊 含糊 不清 拖 拖延 推 推脱 敷衍 冷淡 不耐烦 迟到"
    " 延误 延期 耽误 缺货 缺少 缺乏 不足 漏 坏 坏了 卡顿 闪退 死机 掉线 打不开 找不到"
    " 联系不上 没人 没有人 无人 没修好 没解决 没回复 没反应 没消息 没下文 下文 重复"
    " 反复 又坏 白跑 尴尬 担心 着急 疑问 遗憾 可惜 改期 改了 催 催了 白等 噪音 噪声 异味"
    " 裂缝 渗水 漏水 霉 发霉 开裂 瑕疵 划痕 故障 出错 错误 弄错 算错 加价 涨价 乱收费"
    " 收费高 太高 偏高 堵 难停 难找 难用 绕 不如 降低 下降 变差 勉强 磨损 起泡 掉漆 松动"
    " 绕来绕去 一头雾水 只能 不得不 生硬 枯燥 过期 凶 浪费 白白 一改再改 没消息 还没消息 没货 不准 参加不了 用不了"
    " 进不去 没熟 凉的 小时的队 才轮到",
    -2: "失望 不满 不满意 糟糕 差劲 恶劣 投诉 生气 气愤 愤怒 讨厌 恶心 骗 欺骗 忽悠 坑"
    " 坑人 虚假 夸大 隐瞒 推诿 踢皮球 无语 后悔 退款 退货 退房 赔偿 索赔 质量差 态度差"
    " 不负责 不负责任 不专业 不合理 不公平 不值 不推荐 不会再来 再也不 不会再 难受 难吃"
    " 崩溃 无奈 心寒 寒心 烦 霸道 傲慢 无理 粗鲁 没礼貌 爱理不理 置之不理 不理 不管"
    " 石沉大海 说话不算数 言而无信 名不副实 货不对板 危险 受伤 损失 上当 套路 冷漠 脏乱",
    -3: "垃圾 黑心 骗子 诈骗 太差 极差 最差 无耻 忍无可忍 差评",
}
CHINESE = {word: tone for tone, words in _CHINESE.items() for word in words.split()}
NEGATIONS = {
    *[
        "不",
        "没",
        "没有",
        "无",
        "未",
        "别",
        "莫",
        "非",
        "勿",
        "不是",
        "不太",
        "不够",
        "不能",
        "不会",
        "并不",
        "并非",
        "毫无",
        "从未",
        "从不",
    ],
    *[
        "没能",
        "未能",
        "没法",
        "无法",
        "不怎么",
        "算不上",
        "谈不上",
        "很难",
        "不再",
        "一点也不",
        "一点都不",
    ],
}
DEGREES = {
    **dict.fromkeys(
        [
            "很",
            "非常",
            "特别",
            "十分",
            "相当",
            "太",
            "真",
            "真的",
            "极",
            "极其",
            "超",
            "超级",
            "最",
            "更",
            "实在",
        ],
        1.5,
    ),
    **dict.fromkeys(
        ["有点", "有些", "稍微", "略", "略微", "还", "还算", "比较", "较", "一点"], 0.6
    ),
}
# What follows is what was meant.
BUT = ("但是", "但", "不过", "可是", "然而", "只是", "可惜", "就是")

_ENGLISH = {
    2.0: "thorough spotless on-time efficient attentive courteous knowledgeable",
    1.5: "quick quickly prompt promptly fast punctual smooth smoothly seamless mended"
    " repaired fixed quiet tidy convenient affordable reasonable transparent fresh easy"
    " comfortable modern spacious bright reachable improved better professional"
    " professionally flexible upgrade",
    -1.2: "waited waiting queue queues queued delay delayed delays late later slow slowly"
    " expensive overpriced pricey crowded noisy noise loud outdated old confusing unclear"
    " complicated cumbersome missing twice again still postponed moved reminder reminders"
    " chase chasing chased unanswered scratched scratches cracked crack cracks damp mould"
    " mold leak leaks leaked leaking dirty stained stains smell smells smelly defect defects"
    " fault faults faulty glitch glitches crash crashes crashed freezes frozen error errors"
    " wrong mistake mistakes surcharge surcharges fees nobody unreachable never nowhere"
    " without excuse excuses vague draughty draft cramped lukewarm stale closed shouted shouting in-line raw",
    -2.2: "rude unprofessional unacceptable misleading misled lied overcharged useless"
    " ignored ridiculous disgraceful incompetent refund complaint complained scam broken"
    " unreliable careless dismissive shoddy",
}
ENGLISH = {word: tone for tone, words in _ENGLISH.items() for word in words.split()}
