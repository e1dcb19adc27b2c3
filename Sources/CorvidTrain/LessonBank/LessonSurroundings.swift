/// What people write around a problem, which does not matter to it.
enum LessonSurroundings {
    /// Puts something before a problem now and then.
    static func open(_ text: inout LessonFilling.Text, _ random: inout Randomness) {
        guard random.chance(0.12) else { return }
        text.append(random.pick(random.chance(0.5) ? asides : requests))
        text.append(" ")
    }

    /// Changes the end and the case of a problem a little, now and then.
    static func close(_ text: inout LessonFilling.Text, _ random: inout Randomness) {
        while text.bytes.last == UInt8(ascii: " ") { text.bytes.removeLast() }
        if random.chance(0.08), let last = text.bytes.last, ".?".utf8.contains(last) { text.bytes.removeLast() }
        if random.chance(0.04) { text.append(random.pick(endings)) }
        if random.chance(0.05) {
            for index in text.bytes.indices where 0x41...0x5A ~= text.bytes[index] { text.bytes[index] += 0x20 }
        }
    }

    /// Puts a greeting before a request now and then.
    static func greet(_ text: inout LessonFilling.Text, _ random: inout Randomness) {
        guard random.chance(0.06) else { return }
        text.append(random.pick(greetings))
        text.append(" ")
    }

    /// Changes a request's first letter and its end a little, now and then.
    static func vary(_ text: inout LessonFilling.Text, _ random: inout Randomness) {
        if random.chance(0.1), let last = text.bytes.last, ".?!".utf8.contains(last),
            !text.marks.contains(where: { $0.range.upperBound == text.bytes.count })
        {
            text.bytes.removeLast()
        }
        if random.chance(0.07), text.bytes.count > 1, 0x41...0x5A ~= text.bytes[0], 0x61...0x7A ~= text.bytes[1],
            text.marks.first.map({ $0.range.lowerBound > 0 }) ?? true
        {
            text.bytes[0] += 0x20
        }
        if random.chance(0.04), let last = text.bytes.last, ".?!".utf8.contains(last) {
            text.append(random.pick(thanks))
        }
    }

    private static let greetings = [
        "Hi,", "Hello,", "Hey,", "Hi!", "Hello!", "Good morning!", "One more thing:", "Next:", "Please help:",
        "Quick one:",
        "Excuse me,", "OK,", "Now,", "Could you help me?", "Good evening,",
    ]
    private static let thanks = [" Thanks!", " Thank you.", " Thanks a lot!", " Please.", " Cheers."]
    private static let requests = [
        "Please help me with this.", "Solve this:", "A question from my homework:", "Here is a problem.",
        "Can you work this out?",
        "Problem:", "I need the answer to this one:", "My teacher asked us this.", "Let us calculate.",
        "Quick question.",
        "Think about this story.", "Here is something to compute.", "Help me check this:", "Hello!", "Hi there.",
    ]
    private static let asides = [
        "It was a sunny morning.", "The weather was cold and grey.", "This happened last summer.",
        "Everybody was in a good mood.",
        "It had been raining since dawn.", "The holidays had just begun.", "It is a quiet place.",
        "The radio was playing.",
        "The windows were open.", "Nobody was in a hurry.", "It smelled of coffee.", "There was a lot to do.",
        "This is a true story.", "A dog was barking outside.", "The day had started well.", "Snow lay on the roofs.",
        "The sun was about to set.", "It happened in a small town.", "The neighbours still talk about it.",
        "The light was already fading.", "That week was busy.", "It was the day of the market.",
        "A strong wind was blowing.",
        "The story is an old one.", "Everyone knows how it goes.", "Such things happen every day.",
        "The streets were empty.",
        "Spring had come early.", "The old clock in the hall was slow.", "A cat slept on the bench.",
    ]
    private static let endings = [
        " Thanks!", " Thank you.", " Please answer.", " Show the result.", " Please calculate.", " I am not sure.",
        " Use the calculator.",
        " Be exact, please.", " I want to know.",
    ]
}
