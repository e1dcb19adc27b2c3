package import Corvid

/// One task with what is right for it.
package struct EvaluationRecord: Sendable {
    /// What a record asks for.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case math, sql, tools, qa, copy, image, text, task
    }

    /// Where a record stands.
    package struct Place: Sendable, Hashable, CustomStringConvertible {
        package var file: String
        /// From 1; 0 for a file as a whole.
        package var line: Int

        package init(file: String, line: Int) {
            self.file = file
            self.line = line
        }

        package var description: String { line > 0 ? "\(file):\(line)" : file }
    }

    package enum Content: Sendable {
        /// A word problem; right is the call whose value equals `answer`.
        case math(question: String, answer: Double)
        case sql(QueryTask)
        case tools(CallTask)
        /// The passage and the question; without answers the passage does not say.
        case qa(prompt: String, answers: [String])
        /// What is copied or looked up: right is the answer to the byte.
        case copy(messages: [Message], answer: String)
        case text(String)
        case task(AgentTask)
    }

    /// A question that a query answers.
    package struct QueryTask: Sendable {
        package var question: String
        /// The right query.
        package var sql: String
        package var database: CaseDatabase
        /// Case does not count when texts are compared.
        package var ignoresCase: Bool
    }

    /// A conversation and the calls that should follow.
    package struct CallTask: Sendable {
        /// Ends with the user's message.
        package var messages: [Message]
        package var functions: [OfferedFunction]
        /// None: a reply without calls is right.
        package var expected: [ExpectedCall]
    }

    /// A question for the whole agent.
    package struct AgentTask: Sendable {
        package var question: String
        package var database: CaseDatabase?
        package var pages: [WebPage]
        package var tools: [CannedTool]
        package var expectation: Expectation
    }

    package var place: Place
    package var id: String
    package var kind: Kind
    /// By what reports divide records of one kind: clauses, numbers of operations.
    package var groups: [String]
    package var content: Content
}

/// A page that a site serves.
package struct WebPage: Sendable, Hashable {
    /// `http://host/path`.
    package var url: String
    package var body: String
    package var mediaType: String

    package init(url: String, body: String, mediaType: String) {
        self.url = url
        self.body = body
        self.mediaType = mediaType
    }
}
