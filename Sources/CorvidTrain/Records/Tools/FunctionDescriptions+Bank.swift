extension FunctionDescriptions {
    /// What people ask the bank of a payment card.
    static let bank = """
        activate_my_card: Activates a new card
        age_limit: Tells how old one must be for an account
        apple_pay_or_google_pay: Sets up paying by telephone
        atm_support: Tells which cash machines take the card
        automatic_top_up: Sets up automatic topping up
        balance_not_updated_after_bank_transfer: Looks for a bank transfer that the balance does not show
        balance_not_updated_after_cheque_or_cash_deposit: Looks for a cash or cheque deposit that the balance lacks
        beneficiary_not_allowed: Explains why a payee is not accepted
        cancel_transfer: Cancels a transfer
        card_about_to_expire: Replaces a card that expires soon
        card_acceptance: Tells where the card is accepted
        card_arrival: Finds a card that was ordered and has not come
        card_delivery_estimate: Tells how long the delivery of cards takes
        card_linking: Adds a card to the app again
        card_not_working: Repairs problems with a card that does not work
        card_payment_fee_charged: Explains a fee for a card payment
        card_payment_not_recognised: Disputes a card payment that the user does not know
        card_payment_wrong_exchange_rate: Checks the exchange rate of a card payment
        card_swallowed: Gets a card back that a machine kept
        cash_withdrawal_charge: Explains a fee for taking out cash
        cash_withdrawal_not_recognised: Disputes a withdrawal that the user did not make
        change_pin: Changes the PIN
        compromised_card: Blocks a card that somebody else may be using
        contactless_not_working: Repairs contactless payment
        country_support: Tells in which countries the bank works
        declined_card_payment: Finds out why a card payment was refused
        declined_cash_withdrawal: Finds out why a machine gave no cash
        declined_transfer: Finds out why a transfer was refused
        direct_debit_payment_not_recognised: Disputes a direct debit that the user does not know
        disposable_card_limits: Tells the limits of disposable cards
        edit_personal_details: Changes name, address or other personal data
        exchange_charge: Tells what changing currencies costs
        exchange_rate: Tells the exchange rates
        exchange_via_app: Changes currencies in the app
        extra_charge_on_statement: Explains an unexpected charge on the statement
        failed_transfer: Finds out why a transfer failed
        fiat_currency_support: Tells which currencies can be held and changed
        get_disposable_virtual_card: Orders a virtual card for one payment
        get_physical_card: Helps to find the PIN or get a card of plastic
        getting_spare_card: Orders a second card
        getting_virtual_card: Orders a virtual card
        lost_or_stolen_card: Blocks a lost or stolen card
        lost_or_stolen_phone: Protects the account after the loss of a telephone
        order_physical_card: Orders a card of plastic
        passcode_forgotten: Resets a forgotten passcode
        pending_card_payment: Tells why a card payment is pending
        pending_cash_withdrawal: Tells why a withdrawal is pending
        pending_top_up: Tells why a top-up is pending
        pending_transfer: Tells why a transfer is pending
        pin_blocked: Unblocks a PIN
        receiving_money: Tells how to be paid into the account
        refund_not_showing_up: Looks for a refund that has not come
        request_refund: Asks for a refund
        reverted_card_payment: Explains why a card payment was given back
        supported_cards_and_currencies: Tells which cards and currencies can be used for topping up
        terminate_account: Closes the account
        top_up_by_bank_transfer_charge: Tells what topping up by bank transfer costs
        top_up_by_card_charge: Tells what topping up by card costs
        top_up_by_cash_or_cheque: Tells how to top up with cash or a cheque
        top_up_failed: Finds out why a top-up failed
        top_up_limits: Tells how much can be topped up
        top_up_reverted: Explains why a top-up was given back
        topping_up_by_card: Helps with topping up by card
        transaction_charged_twice: Disputes a payment that was charged twice
        transfer_fee_charged: Explains a fee for a transfer
        transfer_into_account: Tells how to move money into the account
        transfer_not_received_by_recipient: Looks for a transfer that the receiver has not got
        transfer_timing: Tells how long transfers take
        unable_to_verify_identity: Helps when the proof of identity fails
        verify_my_identity: Proves the user's identity
        verify_source_of_funds: Tells where the money comes from
        verify_top_up: Verifies a top-up with a code
        virtual_card_not_working: Repairs a virtual card that does not work
        visa_or_mastercard: Tells which brands of card there are
        why_verify_identity: Explains why identity must be proved
        wrong_amount_of_cash_received: Reports that a machine gave too little cash
        wrong_exchange_rate_for_cash_withdrawal: Checks the exchange rate of a withdrawal
        """
}
