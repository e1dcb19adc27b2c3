/// The language of recipes in short. `Recipe` in the library documents it in full.
enum RecipeHelp {
    static let text = """
          name: NAME
          description: TEXT            parameters: { NAME: { type: string|integer|number|boolean|enum|file,
                                                             values: [...], default: ..., required: true } }
          model: FILE                  databases: [FILE]            tools: [NAME, ...]
          instructions: TEMPLATE       budget: { seconds, tokens, tool_calls, bytes, turns }
          approval: allow|ask|deny, or [{ tool, argument, value, decision, even_after_untrusted_text }]
          steps:
            - id: NAME
              prompt: TEMPLATE         asks the model   (answer: JSON-SCHEMA, tools, tool_choice, budget)
              tool: NAME               or calls a tool  (arguments: {...}, budget)
              recipe: FILE             or runs a recipe (parameters: {...})
              when: [CHECK]            foreach: LIST    checks: [CHECK]
              retries: N               on_failure: feedback|restart
          checks: [CHECK]

        A check: equals, contains, matches (pattern), number (with tolerance), schema, called (with arguments, times), \
        at_most: { turns, tokens, tool_calls, seconds }, command: [PROGRAM, ...] (with --allow-commands) or not: CHECK; \
        with value: TEMPLATE, at: PATH and hint: TEXT beside it.

        Templates: {{parameter}}, {{steps.ID.answer}}, {{input.FIELD}}, {{item}} and {{index}} in foreach, each with \
        a path into a JSON value behind it, as in {{steps.plan.answer.items[0].name}}. Values are put in as text and \
        never read as templates.
        """
}
