extension ServiceCatalog {
    static let everyday = """
        restaurant
        book;reserve | !table;dinner table;booth | [book|reserve|get] [a|me a|us a] {o};make a reservation for a {o} | Book a {o} [at a restaurant|];Reserve a {o} for guests | people on_date at_time | in_city for_person outdoor
        find;search;list | restaurant;diner;bistro;cafe | [find|look for|suggest] [a|some good] {o};?Which {o} is good;?Where is there a {o} | Find a {o} [by kind of food|];Search for {o}s | in_city cuisine | max_price rating parking
        cancel;drop | table;reservation;booking | [cancel|drop|call off] [my|the|our] {o} | Cancel a {o};Call off a {o} | booking_code | reason notify
        show;get | !menu;menu card | [show|read|get] [me the|the] {o};?What is on the {o} | Show the {o} of a place;Get today's {o} | company | weekday diet language
        rate;review | !restaurant;place;meal | [rate|review] the {o};leave a review [of|for] the {o} | Leave a review;Rate a {o} | company stars | note
        weather
        get;fetch | weather;current weather;weather report | [get|tell me|show me] the {o};?What is the {o} [like|];?How is the weather | Get the {o} [for a place|];Current conditions at a place | in_city | unit_temp on_date
        forecast;predict | forecast;weather forecast;outlook | [get|give me|show] the {o};?What is the {o} | Forecast for the coming days;Get the weather {o} | in_city days | unit_system details
        get;check | !wind speed;wind;gusts | [check|measure|give me] the {o};?How strong is the wind | Wind speed at a place;Check the {o} | in_city | unit_speed at_time
        get;check | !air quality;pollen count;uv index | [check|get|tell me] the {o};?What is the {o} [today|] | Get the {o};Current {o} of a city | in_city | on_date details
        set;create | !storm alert;frost alert;rain warning | [set|create|set up] a {o} | Create a {o} [for a place|];Be warned of bad weather | in_city temperature | channel
        flights
        search;find | flight;flights;connections | [find|search|look for] {o};?Are there any flights | Search for {o};Find flights between two cities | origin destination on_date | seat direct max_price
        book;reserve | flight;seat;ticket | [book|reserve|buy] [a|me a] {o} | Book a {o};Buy a plane ticket | origin destination on_date for_person | seat seat_kind insurance
        check;track | flight status;arrival;delay | [check|track|get] the {o};?Is there any news on the flight | Status of a flight;Check the {o} | flight_no | on_date
        cancel;refund | flight;ticket;booking | [cancel|give back|refund] [my|the] {o} | Cancel a {o};Give back a plane ticket | booking_code | reason
        check_in;register | passenger;traveller | [check in|register] [the|a] {o} | Check a {o} in for a flight;Online check-in | booking_code for_person | seat_kind
        hotel
        book;reserve | room;suite;double room;family room | [book|reserve|get me] a {o};?Could I have a {o} | Book a {o} in a hotel;Reserve a {o} | in_city start_date end_date | people breakfast max_price
        find;search;list | hotel;hostel;guest house;inn | [find|search for|list] [a|] {o};?Which {o} can you recommend | Search for a {o};Find places to stay | in_city | min_price max_price rating pets wifi
        extend;prolong | stay;reservation;booking | [extend|prolong] [my|our|the] {o} | Extend a {o};Stay longer | booking_code nights | note
        cancel | room;reservation;stay | cancel [my|our|the] {o};call off [my|the] {o} | Cancel a {o} | booking_code | reason notify
        order;request | !room service;breakfast;cleaning | [order|request|arrange] {o} | Ask for {o};Order {o} | room at_time | note count
        trains
        find;search | train;connection;trains | [find|look up|show] [a|the next] {o};?When does the [next |]train [leave|go] | Find a {o};Train timetable | origin destination | on_date at_time direct
        buy;book | ticket;rail ticket;train ticket | [buy|book|get] a {o} | Buy a {o};Book a seat on a train | origin destination on_date | people seat payment
        check;get | !delay;platform | [check|show|tell me] the {o};?What is the {o} | Show the {o} at a station;Get the {o} | at_city | at_time limit
        reserve | !bicycle space;seat;sleeper | reserve a {o} | Reserve a {o} on a train | booking_code | count note
        taxi
        order;call;book | taxi;cab;ride | [order|call|book|get] [me |us ]a {o} | Order a {o};Book a {o} | pickup dropoff | at_time people pets
        estimate;quote | fare;price;ride price | [estimate|work out|quote] the {o};?What is the {o} | Estimate the {o};What a ride will cost | pickup dropoff | vehicle
        cancel | taxi;cab;ride | cancel [my|the] {o} | Cancel a {o} | booking_code | reason
        rent;hire | !car;van;motorbike | [rent|hire] a {o} | Rent a {o};Hire a {o} for some days | in_city start_date end_date | vehicle insurance age
        calendar
        create;add;schedule | !event;meeting;appointment;entry | [create|add|schedule|set up|put in] [a|an] {o} | Create [a|an] {o} in the calendar;Add [a|an] {o} | event_title on_date at_time | minutes attendees room notify
        move;reschedule | event;meeting;appointment | [move|reschedule|shift] the {o} | Move [a|an] {o} to another time;Change the date of [a|an] {o} | event_title on_date | at_time notify
        cancel;delete;remove | event;meeting;appointment | [cancel|delete|remove] the {o} | Delete [a|an] {o};Take [a|an] {o} out of the calendar | event_title | on_date notify reason
        list;show;get | events;meetings;appointments;entries | [list|show|tell me] [my|all|the] {o};?What {o} do I have | List the {o} of a day;Show {o} | on_date | limit details
        find;suggest | free slot;free time;gap | [find|suggest] a {o} | Find a {o} for a meeting;When everybody is free | minutes attendees | on_date room
        invite | guest;participant;colleague | invite [a|another] {o} | Invite a {o} to an event | to_email event_title | note
        reminders
        set;create;add | !reminder;alarm;alert | [set|create|add] [a|me a|an] {o} | Set a {o};Create a {o} for a time | at_time | title on_date frequency
        remind | user;person;family member | [remind|nudge] [me|us] | Remind someone of something;Give a reminder | message at_time | on_date
        start;run | !timer;countdown;stopwatch | [start|run|set] a {o} | Start a {o};Count down some minutes | minutes | title muted
        snooze;delay | alarm;reminder | [snooze|delay|postpone] the {o} | Snooze an alarm | minutes | title
        delete;clear | alarm;reminder;timer | [delete|clear|turn off] the {o} | Delete a {o} | title | on_date
        messages
        send;write | message;text message;note | [send|write|text] a {o} | Send a {o} [to a person|] | to_person message | channel priority
        send;compose | email;mail | [send|write|compose] an {o} | Send an {o};Write an email | to_email message | title priority
        call;dial | contact;person;number | [call|dial|ring] | Call a phone number;Make a phone call | phone | minutes
        forward;share | message;link;page | [forward|share|pass on] the {o} | Share a {o} with someone | url to_person | note channel
        schedule | message;announcement;newsletter | schedule [a|an] {o} | Send a {o} later;Plan a {o} | recipients message on_date | at_time
        shopping
        order;buy;purchase | product;article;item | [order|buy|purchase] the {o} | Order a {o};Buy a {o} in the shop | item_id count | size color gift shipping
        search;find | products;articles;offers | [search|find|look] {o};?Which {o} are there | Search the shop for {o};Find {o} by words | query | category min_price max_price sort limit
        track;check | order;delivery;purchase | [track|check|look up] [my|the] {o};?Where is [my|the] {o} | Status of an {o};Track an {o} | order_id | details
        return;send_back | order;purchase;article | [return|send back] [my|the] {o} | Return an {o};Send back what was bought | order_id reason | payment
        apply;redeem | coupon;voucher;gift card | [apply|redeem|use] [a|the|my] {o} | Redeem a {o};Use a {o} on an order | item_id | amount
        grocery
        add;put | things;groceries;ingredients | [add|put] [these|the] {o} | Add {o} to the list;Put {o} on the shopping list | ingredients | list_name count
        remove;take_off | entry;food;ingredient | [remove|take off|delete] the {o} | Remove an {o} from the shopping list | ingredient | list_name
        order;deliver | groceries;food box;vegetable box | [order|get|have] {o} | Order {o} to an address;Have {o} delivered | street_address on_date | at_time payment
        compare;check | price | [compare|check] the {o};?What is the {o} | Compare prices of a food;Check the {o} | ingredient | in_city sort
        recipes
        find;search;suggest | recipe;recipes;meal ideas | [find|search|suggest] {o};?Which {o} do you know | Find {o};Search {o} by ingredient | ingredients | diet minutes difficulty limit
        get;show | recipe;instructions;steps | [get|show|read] the {o};?What is the {o} | Show the {o} of a dish;Get a {o} | dish | people language
        count;estimate | !calories;nutrients | [count|estimate|calculate] the {o};?What are the {o} | Nutrients of a food;Estimate {o} | dish | weight details
        plan;create | meal plan;weekly menu | [plan|create|make] a {o} | Make a {o};Plan meals for some days | days diet | people budget
        home
        set;change;adjust | temperature;heating;thermostat | [set|turn|adjust] the {o} | Set the {o} in a room;Change the {o} | temperature room | at_time hours
        dim;set;adjust | !lights;lamps;ceiling light | [dim|set|adjust] the {o} | Dim the {o};Set the brightness of the {o} | level room | color minutes
        lock;unlock | !door;gate;window | [lock|check|close] the {o} | Lock the {o};Close the {o} of a room | room | at_time notify
        start;run | !vacuum;washing machine;dishwasher | [start|run|switch on] the {o} | Start the {o};Run the {o} | at_time | minutes muted
        water | !garden;plants;lawn | water the {o};[start|run] the sprinklers | Water the {o};Start the sprinklers | minutes | at_time weekday
        music
        play;start | !song;track;album | [play|start|put on] [a|the|some] {o} | Play a {o};Start a {o} by an artist | title artist | room level
        create;make | playlist;mix;station | [create|make|build] a {o} | Create a {o};Make a new {o} | list_name | music_genre visibility minutes
        find;search | concerts;gigs;live shows | [find|search|look up] {o};?Which {o} are there | Find {o};Search {o} in a city | in_city | artist music_genre start_date end_date
        buy;book | !concert tickets;seats | [buy|book|get] {o} | Buy {o};Book {o} for a show | artist count | on_date max_price
        set;change | volume;loudness | [set|turn|change] the {o} | Set the {o} of a speaker | level | room
        films
        find;search;recommend | film;movie;series | [find|recommend|suggest] [a|me a] {o};?Which {o} should I watch | Recommend a {o};Find a {o} by genre | genre | in_year rating language
        book;buy | cinema tickets;seats;film tickets | [book|buy|get] {o} | Buy {o};Book {o} for a showing | title count | on_date at_time in_city
        get;show | showtimes;screenings | [get|show|list] the {o};?What are the {o} | Showtimes of cinemas;List {o} in a city | in_city on_date | title genre
        rate | film;movie;episode | [rate|score] the {o};give a score to the {o} | Rate a {o};Give stars to a {o} | title stars | note
        """
}
