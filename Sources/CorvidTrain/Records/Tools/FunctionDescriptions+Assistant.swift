extension FunctionDescriptions {
    /// What people ask an assistant on the telephone for.
    static let assistant = """
        accept_reservations: Tells whether a restaurant takes reservations
        account_blocked: Finds out why a bank account is blocked
        alarm: Sets an alarm
        application_status: Tells how far a credit card application is
        apr: Tells the annual percentage rate of a card
        balance: Tells the balance of a bank account
        bill_balance: Tells how much a bill comes to
        bill_due: Tells when a bill has to be paid
        book_flight: Books a flight
        book_hotel: Books a hotel room
        calculator: Works out a calculation
        calendar: Tells what is on the calendar
        calendar_update: Adds or removes a calendar event
        calories: Tells how many calories a food has
        cancel_reservation: Cancels a restaurant reservation
        car_rental: Rents a car
        card_declined: Finds out why a card was refused
        carry_on: Tells what may be taken into the cabin of a plane
        change_accent: Gives the assistant's voice another accent
        change_language: Switches the assistant to another language
        change_speed: Makes the assistant speak faster or slower
        change_volume: Makes the assistant louder or quieter
        confirm_reservation: Confirms that a reservation stands
        cook_time: Tells how long a dish has to cook
        credit_limit: Tells the credit limit of a card
        credit_limit_change: Asks for another credit limit
        credit_score: Tells the user's credit rating
        current_location: Tells where the user is
        damaged_card: Reports a damaged bank card
        date: Tells the date of a day
        definition: Tells what a word means
        direct_deposit: Sets up the payment of wages to an account
        directions: Describes the way to a place
        distance: Tells how far away a place is
        exchange_rate: Tells what a currency is worth
        expiration_date: Tells when a card expires
        find_phone: Helps to find a lost telephone
        flight_status: Tells whether a flight is on time
        flip_coin: Flips a coin
        food_last: Tells how long food keeps
        freeze_account: Blocks a bank account
        gas: Tells how much fuel is left in the car
        gas_type: Tells what fuel a car needs
        how_busy: Tells how crowded a restaurant is
        improve_credit_score: Advises how to get a better credit rating
        income: Tells how much the user earns
        ingredient_substitution: Suggests what can replace an ingredient
        ingredients_list: Lists what goes into a dish
        insurance: Tells about the user's health insurance
        insurance_change: Changes the insurance plan
        interest_rate: Tells the interest on an account
        international_fees: Tells what using a card abroad costs
        international_visa: Tells whether a traveller needs a visa
        jump_start: Explains how to start a car with an empty battery
        last_maintenance: Tells when the car was last serviced
        lost_luggage: Reports lost luggage
        make_call: Calls somebody on the telephone
        meal_suggestion: Suggests what to eat
        measurement_conversion: Converts between units of measure
        meeting_schedule: Tells which meetings are planned
        min_payment: Tells the least that must be paid on a bill
        mpg: Tells how far a car goes with its fuel
        new_card: Applies for a new credit card
        next_holiday: Tells when the next public holiday is
        next_song: Skips to the next song
        nutrition_info: Tells the nutrients of a food
        oil_change_how: Explains how to change a car's oil
        oil_change_when: Tells when the next oil change is due
        order: Orders goods from a shop
        order_checks: Orders a new book of cheques
        order_status: Tells where an order is
        pay_bill: Pays a bill
        payday: Tells when the next wages come
        pin_change: Changes the PIN of a card
        play_music: Plays music
        plug_type: Tells which plug is needed in a country
        pto_balance: Tells how many days of leave are left
        pto_request: Asks for days of leave
        pto_request_status: Tells whether leave was granted
        pto_used: Tells how many days of leave were taken
        recipe: Finds a recipe
        redeem_rewards: Redeems the points of a card
        reminder: Reads the user's reminders
        reminder_update: Makes a new reminder
        replacement_card_duration: Tells how long a new card takes to come
        report_fraud: Reports a fraudulent transaction
        report_lost_card: Reports a lost or stolen card
        reset_settings: Resets the assistant to its first settings
        restaurant_reservation: Books a table at a restaurant
        restaurant_reviews: Tells what guests say about a restaurant
        restaurant_suggestion: Suggests a restaurant
        rewards_balance: Tells how many reward points a card has
        roll_dice: Rolls dice
        rollover_401k: Moves retirement savings to another plan
        routing: Tells a bank's routing number
        schedule_maintenance: Makes an appointment at the garage
        schedule_meeting: Plans a meeting or books a room for it
        share_location: Sends the user's position to somebody
        shopping_list: Reads the shopping list
        shopping_list_update: Adds to or removes from the shopping list
        smart_home: Controls devices in the home
        spelling: Spells a word
        spending_history: Tells how much was spent on what
        sync_device: Connects a telephone with the assistant
        taxes: Tells about income taxes
        tell_joke: Tells a joke
        text: Sends a text message
        time: Tells the time of day
        timer: Sets a timer
        timezone: Tells the time zone of a place
        tire_change: Explains how to change a tyre
        tire_pressure: Tells the air pressure of the tyres
        todo_list: Reads the list of things to do
        todo_list_update: Adds to or removes from the list of things to do
        traffic: Tells how the traffic is on a route
        transactions: Lists recent transactions
        transfer: Moves money between accounts
        translate: Translates a word or sentence
        travel_alert: Tells about travel warnings for a place
        travel_notification: Tells the bank that the user travels
        travel_suggestion: Suggests sights at a place
        uber: Orders a ride
        update_playlist: Adds a song to a playlist
        vaccines: Tells which vaccinations a journey needs
        w2: Gets the yearly wage statement
        weather: Tells the weather
        what_song: Tells which song is playing
        whisper_mode: Makes the assistant whisper
        """
}
