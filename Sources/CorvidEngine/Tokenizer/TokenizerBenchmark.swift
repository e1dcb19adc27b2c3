/// How fast a tokenizer encodes.
package struct TokenizerBenchmark: Sendable {
    /// UTF-8 bytes of the text.
    package let bytes: Int
    /// Tokens that it makes.
    package let tokens: Int
    /// Seconds of the fastest run.
    package let seconds: Double
    /// Megabytes (10⁶ bytes) of text a second.
    package var megabytesPerSecond: Double { seconds > 0 ? Double(bytes) / seconds / 1e6 : 0 }

    /// Encodes `text` `runs` times on this thread, and once before that to warm up.
    package static func run(_ tokenizer: Tokenizer, text: String, runs: Int = 5) -> TokenizerBenchmark {
        var text = text
        return text.withUTF8 { utf8 in
            let clock = ContinuousClock()
            var tokens = tokenizer.encode(utf8: utf8, addSpecialTokens: false).count
            var least = Duration.seconds(1 << 40)
            for _ in 0..<max(1, runs) {
                let time = clock.measure { tokens = tokenizer.encode(utf8: utf8, addSpecialTokens: false).count }
                least = min(least, time)
            }
            let (seconds, attoseconds) = least.components
            return TokenizerBenchmark(
                bytes: utf8.count, tokens: tokens, seconds: Double(seconds) + Double(attoseconds) * 1e-18)
        }
    }

    /// About `bytes` bytes of mixed text: prose of many languages, source code, numbers, white space and emoji, with
    /// enough different words that remembering them does not help alone. The same text every time.
    package static func mixedText(bytes: Int = 1_000_000) -> String {
        let lines = [
            "The raven sat on the oldest branch and watched the river carry the last of the light away.",
            "    for (index, value) in values.enumerated() where value != 0 { total += index * value }  // weights",
            "Der Rabe saß auf dem großen Baum und krächzte, während über den Dächern ein kühler Wind wehte.",
            "def quantile(sample, q=0.5):\n\treturn sorted(sample)[int(q * (len(sample) - 1))]",
            "乌鸦坐在树上看着河水。你好，世界！今天天气很好，我们去公园散步吧。",
            "{\"name\": \"corvid\", \"version\": [0, 1, 0], \"ratio\": 3.14159e-10, \"path\": \"/usr/lib/x86_64\"}",
            "Ворон сидел на ветке и смотрел на реку; потом он медленно улетел за холмы.",
            "It's what they'd said, I'm sure: \"We'll see — you've got 1,024 crows & 2^10 = 1024…\"",
            "からすが木の上にとまっています。カタカナとひらがなと漢字。",
            "<a href=\"https://example.org/a?b=c&d=%20#top\">link</a>   <!-- comment -->",
            "جلس الغراب على الشجرة ونظر إلى النهر. कौआ पेड़ पर बैठा था। 까마귀가 나무 위에 앉아 있다.",
            "🎉 👍🏽 👨‍👩‍👧‍👦 🇩🇪 → ≤ ≥ ∑ √ € ₿ ½ ² naïve façade Ångström",
        ]
        let syllables = ["ka", "ro", "ven", "tis", "mul", "sha", "pre", "con", "ing", "est", "or", "ly", "de", "qui"]
        var state: UInt64 = 0x2545_F491_4F6C_DD1D
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var text = ""
        text.reserveCapacity(bytes + 256)
        while text.utf8.count < bytes {
            text += lines[next(lines.count)]
            // Made-up words and numbers that seldom return.
            for _ in 0..<4 {
                text += " "
                for _ in 0...next(4) { text += syllables[next(syllables.count)] }
            }
            text += " \(next(1_000_000))\n"
        }
        return text
    }
}
