extension ResultScenario {
    static let lines = """
        get_weather;current_weather;weatherNow;weather.get | Get the weather of a city;Current weather | in_city
        - temperature;temp;temp_c;degrees | int 3 38 | How [warm|cold] is it in {in_city}?;What is the temperature in {in_city}?;How many degrees does {in_city} have [today|now]?;Temperature in {in_city}, please | It is {v} degrees in {in_city}.;The temperature in {in_city} is {v} degrees.;{in_city} has {v} degrees.
        - condition;sky;weather | enum sunny/cloudy/rainy/foggy/stormy/windy/snowy/clear | What is the weather like in {in_city}?;How is the weather in {in_city}?;What does the sky look like in {in_city}? | It is {v} in {in_city}.;In {in_city} it is {v}.;The weather in {in_city} is {v}.
        - wind;wind_speed;wind_kmh | int 2 90 | How strong is the wind in {in_city}?;How fast does the wind blow in {in_city}?;What is the wind speed in {in_city}? | The wind in {in_city} blows at {v} km/h.;It blows at {v} km/h in {in_city}.
        - humidity;humidity_percent | int 20 99 | How humid is it in {in_city}?;What is the humidity in {in_city}? | The humidity in {in_city} is {v} percent.;It is {v} percent.
        track_order;order_status;getOrder;orders.lookup | Look up an order;Status of an order | order_id
        - status;state | enum shipped/packed/delivered/cancelled/paid/returned | What is the status of order {order_id}?;How is my order {order_id} doing?;Has order {order_id} been sent? | Order {order_id} is {v}.;It is {v}.;The status of order {order_id} is {v}.
        - arrival;delivery_date;eta | date | When does order {order_id} arrive?;When will I get {order_id}?;On which date is {order_id} delivered? | It arrives on {v}.;Order {order_id} arrives on {v}.;The delivery is planned for {v}.
        - total;amount;price | num 5 900 2 | How much was order {order_id}?;What did order {order_id} cost?;What is the total of {order_id}? | Order {order_id} cost {v}.;The total of order {order_id} is {v}.
        - carrier;shipped_by | words surname | Who delivers order {order_id}?;Which carrier has {order_id}? | {v} delivers it.;The carrier is {v}.
        stock_price;get_quote;quote;market.price | Price of a share;Get the share price of a company | company
        - price;last;last_price | num 5 900 2 | What is the share price of {company}?;How much is a share of {company}?;At what price does {company} trade?;What's {company} trading at? | A share of {company} costs {v}.;{company} trades at {v}.;The share price of {company} is {v}.
        - change;change_percent | num 1 9 1 | By how many percent did {company} rise [today|]?;How much has {company} gained today? | {company} rose by {v} percent.;It gained {v} percent.
        - volume;shares_traded | int 1000 90000 | How many shares of {company} were traded?;What is the volume of {company}? | {v} shares of {company} were traded.
        next_train;departures;train.next;getDeparture | Next train between two cities;Get the next departure | origin destination
        - departure;departs;leaves | time | When does the next train from {origin} to {destination} leave?;At what time can I go from {origin} to {destination}?;Next train {origin} to {destination}?;When is the next train to {destination} from {origin}? | The next train leaves at {v}.;It leaves {origin} at {v}.;The next one to {destination} goes at {v}.
        - platform;track | int 2 20 | From which platform does the train from {origin} to {destination} leave?;Which platform for {destination} in {origin}? | It leaves from platform {v}.;The train to {destination} goes from platform {v}.
        - duration;minutes;travel_minutes | int 20 400 | How long does the train from {origin} to {destination} take?;How many minutes is it from {origin} to {destination} by train? | It takes {v} minutes.;The ride from {origin} to {destination} takes {v} minutes.
        - price;fare | num 9 120 2 | What does a ticket from {origin} to {destination} cost?;How much is the train from {origin} to {destination}? | A ticket costs {v}.;The train from {origin} to {destination} costs {v}.
        find_restaurant;restaurants.top;searchRestaurant | Find a restaurant in a city;Best restaurant | in_city
        - name;restaurant | title | Where can I eat well in {in_city}?;Which restaurant in {in_city} do you recommend?;Name a good restaurant in {in_city}. | I recommend {v}.;A good restaurant in {in_city} is {v}.;Try {v}.
        - address;street | address | What is the address of the best restaurant in {in_city}?;Where is the best restaurant in {in_city}? | It is at {v}.;The address is {v}.
        - rating;stars | num 3 5 1 | How is the best restaurant in {in_city} rated?;What rating has the best restaurant in {in_city}? | It is rated {v}.;Its rating is {v}.
        get_balance;account_balance;bank.balance | Balance of an account;Get what is on an account | account
        - balance;amount | num 10 900 2 | How much [money |]is on account {account}?;What is the balance of {account}?;What do I have on {account}? | There is {v} on account {account}.;The balance is {v}.;Account {account} holds {v}.
        - currency | enum EUR/USD/GBP/CHF | In which currency is account {account}? | The account is in {v}.
        - owner;holder | fullname | Who owns account {account}?;Whose account is {account}? | Account {account} belongs to {v}.;It belongs to {v}.
        find_book;library.search;searchBook | Find a book of an author;Search the library | author
        - title;book | title | Which book by {author} do you have?;Do you have something by {author}?;What has {author} written? | There is {v} by {author}.;We have {v}.
        - year;published | year | When was the book by {author} published?;In what year did the book by {author} come out? | It was published in {v}.;It came out in {v}.
        - shelf;location | code | Where do I find the book by {author}?;On which shelf is {author}? | It stands on shelf {v}.;You find it on shelf {v}.
        - copies;available | int 2 9 | How many copies of the book by {author} are there? | There are {v} copies.
        look_up_contact;contacts.get;findPerson | Look up a person;Contact data | with_person
        - email;mail | email | What is the email of {with_person}?;How can I write to {with_person}?;I need the email address of {with_person}. | The email of {with_person} is {v}.;You can write to {v}.
        - phone;number | phone | What is the phone number of {with_person}?;How do I call {with_person}?;{with_person}'s number? | The number of {with_person} is {v}.;You reach {with_person} at {v}.
        - city;town | words city | Where does {with_person} live?;In which city is {with_person}? | {with_person} lives in {v}.
        - job;role;position | words job | What does {with_person} do [for a living|]?;What is the job of {with_person}? | {with_person} works as {a v}.;{with_person} is {a v}.
        list_events;calendar.day;eventsOn | Events of a day;What is on that date | on_date
        - events;titles | list event | What is on {on_date}?;Which events are there on {on_date}?;What do I have on {on_date}? | On {on_date} there are {v}.;You have {v}.
        - first;first_title;next | title | What is the first thing on {on_date}?;What comes first on {on_date}? | The first thing is {v}.;First comes {v}.
        - start;begins | time | When does my day begin on {on_date}?;At what time is the first event on {on_date}? | It begins at {v}.;The first one is at {v}.
        - count;number | int 2 9 | How many events are there on {on_date}?;How many things do I have on {on_date}? | There are {v} events on {on_date}.;You have {v} events.
        measure_distance;route.distance;getDistance | Distance between two cities;How far it is | origin destination
        - distance;km;distance_km | int 20 2900 | How far is it from {origin} to {destination}?;What is the distance between {origin} and {destination}?;How many kilometers lie between {origin} and {destination}? | It is {v} km from {origin} to {destination}.;The distance is {v} km.;Between {origin} and {destination} there are {v} km.
        - hours;driving_hours | num 1 30 1 | How long is the drive from {origin} to {destination}?;How many hours does one drive from {origin} to {destination}? | The drive takes {v} hours.;One drives {v} hours.
        check_stock;inventory.get;stockLevel | Check how many of an article are there;Stock of an article | item_id
        - quantity;in_stock;count | int 2 400 | How many of {item_id} do we have?;What is the stock of {item_id}?;How much of {item_id} is left? | There are {v} of {item_id}.;We have {v} of {item_id}.;{v} are left.
        - location;shelf;warehouse | words room | Where is {item_id} kept?;Where do I find {item_id}? | It is kept in the {v}.;You find it in the {v}.
        - price;unit_price | num 2 300 2 | What does {item_id} cost?;How much is {item_id}? | {item_id} costs {v}.;The price of {item_id} is {v}.
        - color | words color | Which color does {item_id} have? | {item_id} is {v}.;Its color is {v}.
        """

    static let moreLines = """

        flight_status;flights.get;checkFlight | Status of a flight;Look up a flight | flight_no
        - status;state | enum boarding/delayed/landed/cancelled/departed | How is flight {flight_no}?;What is the status of flight {flight_no}?;Is {flight_no} on time? | Flight {flight_no} is {v}.;It is {v}.
        - gate | code | At which gate is {flight_no}?;Where does flight {flight_no} board? | Flight {flight_no} is at gate {v}.;The gate is {v}.
        - departure;takeoff | time | When does {flight_no} take off?;At what time does flight {flight_no} leave? | It takes off at {v}.;Flight {flight_no} leaves at {v}.
        - delay;delay_minutes | int 5 180 | How late is {flight_no}?;What delay has flight {flight_no}? | It is {v} minutes late.;Flight {flight_no} is delayed by {v} minutes.
        country_facts;geo.country;countryInfo | Facts about a country;Look up a country | in_country
        - capital | words city | What is the capital of {in_country}?;Which city is the capital of {in_country}? | The capital of {in_country} is {v}.;It is {v}.
        - population;inhabitants | int 100000 90000000 | How many people live in {in_country}?;What is the population of {in_country}? | {v} people live in {in_country}.;The population of {in_country} is {v}.
        - area;area_km2 | int 1000 900000 | How large is {in_country}?;What is the area of {in_country}? | {in_country} has {v} square kilometers.;Its area is {v} square kilometers.
        - currency | enum peso/dollar/crown/pound/dinar/euro | What money do they use in {in_country}?;Which currency has {in_country}? | They pay with the {v}.;The currency is the {v}.
        sensor_reading;readSensor;sensors.read | Read the sensor of a room;Values measured in a room | room
        - temperature;temp | num 12 29 1 | How warm is it in the {room}?;What is the temperature in the {room}? | It is {v} degrees in the {room}.;The {room} has {v} degrees.
        - humidity | int 20 90 | How humid is the {room}?;What is the humidity in the {room}? | The humidity in the {room} is {v} percent.
        - light;lights | enum on/off/dimmed | Is the light on in the {room}?;What about the light in the {room}? | The light in the {room} is {v}.;It is {v}.
        - people;occupants | int 2 30 | How many people are in the {room}? | There are {v} people in the {room}.
        get_ticket;tickets.show;lookUpTicket | Show a ticket;Look up an issue | ticket_id
        - assignee;owner | fullname | Who works on {ticket_id}?;Who is responsible for {ticket_id}? | {v} works on {ticket_id}.;{v} is responsible.
        - status;state | enum open/closed/waiting/blocked | What is the state of {ticket_id}?;Is {ticket_id} done? | {ticket_id} is {v}.;It is {v}.
        - due;due_date | date | When is {ticket_id} due?;What is the deadline of {ticket_id}? | {ticket_id} is due on {v}.;The deadline is {v}.
        - priority | enum low/medium/high/urgent | How urgent is {ticket_id}?;What priority has {ticket_id}? | {ticket_id} has {v} priority.;Its priority is {v}.
        movie_info;films.get;findFilm | Data about a film;Look up a film | title
        - director | fullname | Who directed {title}?;Who made the film {title}? | {v} directed {title}.;It was made by {v}.
        - year | year | When did {title} come out?;In which year was {title} made? | {title} came out in {v}.;It is from {v}.
        - length;minutes;runtime | int 60 200 | How long is {title}?;How many minutes does {title} take? | {title} is {v} minutes long.;It takes {v} minutes.
        - rating;score | num 2 9 1 | How good is {title}?;What rating does {title} have? | {title} is rated {v}.;Its rating is {v}.
        opening_hours;places.hours;getHours | Opening hours of a firm;When a business is open | company
        - opens;opening;from | time | When does {company} open?;From when is {company} open? | {company} opens at {v}.;It opens at {v}.
        - closes;closing;until | time | When does {company} close?;How long is {company} open? | {company} closes at {v}.;It is open until {v}.
        - closed_on;day_off | words weekday | On which day is {company} closed?;When is {company} not open? | {company} is closed on {v}.;On {v} it is closed.
        - phone | phone | What is the number of {company}?;How do I call {company}? | You can call {company} at {v}.
        recipe_facts;recipes.get;getRecipe | Facts about a dish;Look up a recipe | dish
        - calories;kcal | int 80 900 | How many calories does {a dish} have?;What are the calories of {a dish}? | It has {v} calories.;One {dish} has {v} calories.
        - minutes;time;prep_minutes | int 5 180 5 | How long does it take to make {a dish}?;In how many minutes is {a dish} ready? | It takes {v} minutes.
        - ingredients | list food | What goes into {a dish}?;What do I need for {a dish}?;Which ingredients has {a dish}? | You need {v}.;It is made of {v}.
        - servings | int 2 8 | How many people does the recipe for {a dish} serve? | It serves {v} people.
        parcel_status;trackParcel;parcels.track | Where a parcel is;Track a parcel | tracking
        - location;city;last_seen | words city | Where is parcel {tracking}?;Where was {tracking} last seen? | Parcel {tracking} is in {v}.;It was last seen in {v}.
        - delivery;arrives;expected | date | When does {tracking} arrive?;When will parcel {tracking} be here? | It arrives on {v}.;It is expected on {v}.
        - weight;kg | num 1 30 1 | How heavy is parcel {tracking}?;What does {tracking} weigh? | It weighs {v} kg.;Parcel {tracking} weighs {v} kg.
        - receiver;recipient | fullname | Who is parcel {tracking} for?;Who gets {tracking}? | It is for {v}.;{v} gets it.
        exchange_rate;fx.rate;getRate | Exchange rate between two currencies;Current rate | from_currency to_currency
        - rate | num 1 150 2 | What is the rate from {from_currency} to {to_currency}?;How many {to_currency} do I get for one {from_currency}?;What is one {from_currency} in {to_currency}? | One {from_currency} is {v} {to_currency}.;The rate is {v}.
        - date;as_of | date | From when is the rate of {from_currency} to {to_currency}? | The rate is from {v}.
        plant_care;plants.get;getPlant | How to care for a plant;Facts about a plant | plant
        - water;watering;water_every_days | int 2 20 | How often does my {plant} need water?;Every how many days do I water the {plant}? | Water it every {v} days.;It needs water every {v} days.
        - light;sun | enum shade/sunlight/twilight | How much light does the {plant} need? | It needs {v}.
        - month;planting_month;flowers_in | words month | In which month does the {plant} flower? | It flowers in {v}.
        course_info;courses.get;findCourse | Look up a course;Data of a course on a subject | topic
        - teacher;lecturer | fullname | Who teaches {topic}?;Who gives the course on {topic}? | {v} teaches {topic}.;The course is given by {v}.
        - day;weekday | words weekday | On which day is the {topic} course?;When is {topic}? | It is on {v}.;The {topic} course is on {v}.
        - room;place | words room | Where is the {topic} course?;In which room is {topic}? | It is in the {v}.
        - fee;price | int 20 400 5 | What does the {topic} course cost?;How much is the course on {topic}? | It costs {v}.;The {topic} course costs {v}.
        - places;free_places | int 2 30 | How many places are left in the {topic} course? | There are {v} places left.
        employee;staff.get;getEmployee | Look up an employee;Data of a colleague | with_person
        - department;team | words topic | In which department is {with_person}? | {with_person} works in {v}.
        - manager;boss | fullname | Who is the boss of {with_person}?;Whom does {with_person} report to? | The boss of {with_person} is {v}.;{with_person} reports to {v}.
        - vacation_days;days_left | int 2 30 | How many days off does {with_person} have left? | {with_person} has {v} days left.
        - since;hired;start_date | date | Since when has {with_person} been with us?;When did {with_person} start? | {with_person} has been here since {v}.;{with_person} started on {v}.
        - room;office | code | In which office is {with_person}? | {with_person} is in office {v}.
        match_result;sports.result;getMatch | Result of a match in a city;Latest match | in_city
        - winner | words surname | Who won in {in_city}?;Who was the winner of the match in {in_city}? | {v} won in {in_city}.;The winner was {v}.
        - spectators;attendance | int 100 60000 | How many people watched the match in {in_city}?;How many spectators were there in {in_city}? | {v} people watched it.;There were {v} spectators.
        - date;played_on | date | When was the match in {in_city}? | It was on {v}.
        power_use;energy.get;getConsumption | Power used in a room;Energy of a room | room
        - kwh;consumption | num 1 80 1 | How much power did the {room} use?;What is the consumption of the {room}? | The {room} used {v} kWh.;It was {v} kWh.
        - cost | num 1 60 2 | What did the power for the {room} cost? | It cost {v}.
        - peak;peak_hour | time | When did the {room} use the most power? | The peak was at {v}.
        """
}
