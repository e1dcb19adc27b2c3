import Corvid

/// Teaches to find in a story what the question asks for: stories composed of transfers, comparisons, groups, rates,
/// prices, shares, ages, distances, percentages and measures, with one to four operations; facts that do not matter stand
/// between the others; several questions on one story, so that only the question decides.
package struct StoryProblems: ExampleSource {
    package let name = "stories"
    let tools: TaskTools
    let portion: Portion

    package init(tools: TaskTools, portion: Portion = .training) {
        self.tools = tools
        self.portion = portion
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, portion)
        defer { random = composer.random }
        let offer = CalculatorOffer(tools: tools).draw(&composer)
        var tasks: [Example.Task] = []
        let wanted = composer.int(4...8)
        while tasks.count < wanted {
            let story = sound(&composer)
            let count = min(composer.int(1...3), story.questions.count)
            for question in composer.pick(count, of: story.questions) {
                tasks.append(
                    CalculatorTask(
                        text: told(story, question.text, &composer), formula: question.formula, answer: question.answer
                    ).task)
            }
        }
        return Example(skill: .math, tools: offer, tasks: tasks)
    }

    /// A story whose numbers came out well.
    private func sound(_ composer: inout Composer) -> Story {
        let tell = composer.pick(Self.families)
        for _ in 0..<200 {
            var teller = Teller(composer: composer)
            let story = tell(&teller)
            composer = teller.composer
            if story.isSound { return story }
        }
        var teller = Teller(composer: composer)
        let story = Story.plain(&teller)
        composer = teller.composer
        return story
    }

    /// Ways to tell a story, those that problems are most often made of more than once.
    static let families: [@Sendable (inout Teller) -> Story] = [
        Story.transfer, Story.transfer, Story.gift, Story.hidden, Story.hidden, Story.comparison, Story.comparison,
        Story.multiple, Story.groups, Story.groups, Story.sharing, Story.parts, Story.parts, Story.shopping,
        Story.shopping,
        Story.change, Story.discount, Story.wages, Story.travel, Story.legs, Story.production, Story.ages,
        Story.percentage,
        Story.capacity, Story.reading, Story.saving, Story.recipe, Story.average, Story.rectangle, Story.rows,
        Story.dozens,
        Story.time, Story.teams, Story.weights, Story.rental, Story.fraction, Story.counted, Story.goal,
        Story.chainOfThree, Story.chainOfThree,
        Story.temperature, Story.floors, Story.points, Story.twoPrices, Story.guests, Story.fuel, Story.pocket,
        Story.habit,
        Story.trips, Story.harvest, Story.bus, Story.tickets,
    ]

    private static let asides = Phrases(
        """
        The {room} is {n} years old.
        {person} is {n} years old.
        It is {n} degrees outside.
        {person}'s {animal} weighs {n} kilos.
        The house has {n} windows.
        There are {n} chairs in the {room}.
        The walk there takes {n} minutes.
        {person} lives {n} kilometers away.
        The shop around the corner sells {n} sorts of tea.
        Last year {person} visited {n} countries.
        {person} has read {n} books about {topic}.
        A neighbour keeps {n} {animal}s.
        The {event} lasts {n} days.
        They met {n} years ago in {city}.
        The street has {n} houses.
        {person} has {n} cousins.
        The {thing} on the wall cost {n} euros.
        In the {room} hang {n} pictures.
        {person} is the {job} there.
        The weather is {adjective} today.
        {person} likes {topic} very much.
        It happens on a {weekday}.
        The radio plays {n} songs meanwhile.
        {person} has been a {job} for {n} years.
        There were {n} clouds in the sky.
        The phone rang {n} times.
        {city} is {n} kilometers from there.
        {person} owns a {color} {thing}.
        """)

    /// The story and its question in one text.
    private func told(_ story: Story, _ question: String, _ composer: inout Composer) -> String {
        var sentences = story.sentences
        if story.isUnordered, composer.chance(0.5) { sentences = composer.shuffled(sentences) }
        var question = question
        if let person = story.person, !story.isUnordered, composer.chance(0.4) {
            // Pronouns for the one person there is.
            for index in sentences.indices.dropFirst() where sentences[index].hasPrefix(person.name + " ") {
                sentences[index] = person.he + sentences[index].dropFirst(person.name.count)
            }
            question = question.replacing(" \(person.name) ", with: " \(person.he) ")
        } else if composer.chance(0.3) {
            let aside = composer.write(Self.asides, ["n": composer.figure(composer.int(2...60)).marked]).articlesFixed
            sentences.insert(aside, at: composer.int(0...sentences.count))
        }
        let body = sentences.map { $0.squeezed.trimmed.capitalizedSentence.ended }.joined(separator: " ")
        let asked = question.squeezed.capitalizedSentence
        return composer.chance(0.93) ? body + " " + asked : asked + " " + body
    }
}
