/// Names for tables that have to do with nothing in particular.
enum SQLWords {
    static let names: [String] = """
        lantern pebbles harbor willow copper_sheet meadow ledger_a sheet1 sheet_two records entries rows_2019 dataset
        export dump raw_lines overview summary catalog register archive list_a list_b log journal notes table_1 table_7
        info facts data data_rows main_data items things objects results collection figures stats facts_sheet roster
        almanac index_cards folder_x tab_c page_4 chart grid matrix ledger book_of_days scroll tablet slate tally
        inventory directory compendium digest chronicle annals gazette bulletin register_b appendix extract sample_set
        zebra quartz maple falcon ember cobalt thistle heron basalt juniper saffron comet walnut otter granite marble
        cedar poppy raven_notes fox_tail moss amber violet_rows indigo coral tundra delta_k omega_set alpha_list bay
        creek dune fjord gorge knoll lagoon mesa oasis prairie ridge summit_data valley xk12 q_items vw_all tmp_out
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}
