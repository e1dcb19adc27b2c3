extension FunctionDescriptions {
    /// Functions of a voice assistant at home.
    static let home = """
        alarm_query: Tells which alarms are set
        alarm_remove: Deletes an alarm
        alarm_set: Sets a new alarm
        audio_volume_down: Makes the sound quieter
        audio_volume_mute: Silences the sound
        audio_volume_up: Makes the sound louder
        calendar_query: Tells what stands in the calendar
        calendar_remove: Deletes an event from the calendar
        calendar_set: Puts an event or reminder into the calendar
        cooking_recipe: Looks up a recipe or how to cook something
        datetime_convert: Converts a time between time zones
        datetime_query: Tells the date or the time of day
        email_addcontact: Saves a new contact
        email_query: Checks for new or certain e-mails
        email_querycontact: Looks up a contact's number, address or other facts
        email_sendemail: Writes and sends an e-mail
        general_affirm: Notes that the user agrees
        general_commandstop: Stops what is going on
        general_confirm: Confirms that something was understood
        general_dontcare: Notes that the user has no preference
        general_explain: Explains again what was meant
        general_joke: Tells a joke
        general_negate: Notes that the user disagrees
        general_praise: Notes that the user is pleased
        general_quirky: Chats about whatever the user says
        general_repeat: Says the last thing again
        iot_cleaning: Starts the vacuum cleaner
        iot_coffee: Makes a coffee
        iot_hue_lightchange: Changes the colour of the lights
        iot_hue_lightdim: Dims the lights
        iot_hue_lightoff: Turns the lights off
        iot_hue_lighton: Turns the lights on
        iot_hue_lightup: Makes the lights brighter
        iot_wemo_off: Turns a smart plug off
        iot_wemo_on: Turns a smart plug on
        lists_createoradd: Creates a list or adds something to one
        lists_query: Tells what is on a list
        lists_remove: Deletes a list or something from one
        music_likeness: Saves what music the user likes
        music_query: Tells what song is playing or about music
        music_settings: Changes how music is played, for example shuffled
        news_query: Reads the news on a topic
        play_audiobook: Plays an audiobook
        play_game: Starts a game with the user
        play_music: Plays music
        play_podcasts: Plays a podcast
        play_radio: Plays a radio station
        qa_currency: Tells exchange rates of currencies
        qa_definition: Defines a word or describes a thing
        qa_factoid: Answers a question of general knowledge
        qa_maths: Solves a calculation
        qa_stock: Tells the price of a stock
        recommendation_events: Suggests events nearby
        recommendation_locations: Suggests shops, restaurants or other places
        recommendation_movies: Suggests films in the cinemas
        social_post: Posts something on a social network
        social_query: Tells what is new on social networks
        takeaway_order: Orders food for delivery or takeaway
        takeaway_query: Asks about takeaway food or an order's state
        transport_query: Tells connections, times and routes of transport
        transport_taxi: Orders a taxi
        transport_ticket: Books a train or other ticket
        transport_traffic: Tells about the traffic
        weather_query: Tells the weather
        """
}
