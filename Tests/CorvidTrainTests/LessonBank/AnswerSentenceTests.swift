import Testing

@testable import CorvidTrain

@Suite struct AnswerSentenceTests {
    private func answer(_ question: String, _ amount: String = "12", number: String = "12") -> String {
        AnswerSentence(amount: amount, number: number, isOne: false, people: ["Tom", "Ann"]).answer(to: question)
    }

    @Test(
        "Frequent forms of questions are answered in their words",
        arguments: [
            ("Tom ate 3. How many apples does Tom have left?", "Tom has 12 apples left."),
            ("How many apples did she buy?", "She bought 12 apples."),
            ("How many tiles do I need?", "You need 12 tiles."),
            ("How many pages did we print for our guests?", "You printed 12 pages for your guests."),
            ("What does the ride cost me?", "The answer is 12."),
            ("How many eggs are there in the box?", "There are 12 eggs in the box."),
            ("How many pupils came by bus?", "12 pupils came by bus."),
            ("How many more stamps did Tom get than Ann?", "Tom got 12 more stamps than Ann."),
            ("Find the number of missing boats.", "The number of missing boats is 12."),
            ("By how many cm is the green one longer?", "By 12 cm."),
            ("How old is Ann now?", "Ann is 12 years old now."),
            ("How many dogs does Ann look after?", "Ann looks after 12 dogs."),
            ("How many seats are free?", "12 seats are free."),
            ("If he sells 3, how many pens will he have left?", "He will have 12 pens left."),
            ("How many bows could be made from the ribbon?", "12 bows could be made from the ribbon."),
        ]) func shapes(question: String, expected: String)
    {
        #expect(answer(question) == expected)
    }

    @Test("Money is written as the text writes it") func money() {
        #expect(answer("How much does the ticket cost?", "$3.50", number: "3.5") == "The ticket costs $3.50.")
        #expect(answer("What is the price of the coat?", "$12") == "The price of the coat is $12.")
    }

    @Test("Where the form is in doubt, the answer is said plainly")
    func doubt() {
        for question in [
            "How long is it?", "Find the empty rooms.", "How many of the balls that he has are red?", "Which?",
        ] {
            #expect(answer(question) == "The answer is 12.")
        }
    }
}
